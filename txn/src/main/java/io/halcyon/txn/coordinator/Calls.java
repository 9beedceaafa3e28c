package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The requests under way, each sent again until it is answered or nobody wants its answer any
/// more.
final class Calls {
  /// What to do with an answer.
  interface Reaction {
    void answered(Turn turn, Response response);

    /// No answer will come.
    ///
    /// @return whether the same request is to be sent again after a rest
    default boolean again(Turn turn) {
      return true;
    }
  }

  private record Outgoing(
      Scope scope, Supplier<ShardId> route, Request request, Reaction reaction) {}

  private record Resting(long untilMillis, Outgoing outgoing) {}

  /// Whose calls they are.
  enum Scope {
    /// The statement under way.
    STATEMENT,
    /// What goes on after the answer.
    BACKGROUND
  }

  private final long restMillis;
  private final Map<Long, Outgoing> outstanding = new LinkedHashMap<>();
  private final List<Resting> resting = new ArrayList<>();
  private long calls;

  Calls(long restMillis) {
    this.restMillis = restMillis;
  }

  /// Sends a request to wherever `route` says, now and each time anew.
  void send(Turn turn, Scope scope, Supplier<ShardId> route, Request request, Reaction reaction) {
    send(turn, new Outgoing(scope, route, request, reaction));
  }

  private void send(Turn turn, Outgoing outgoing) {
    calls++;
    outstanding.put(calls, outgoing);
    turn.add(new Effect.Send(calls, outgoing.route.get(), outgoing.request));
  }

  void answered(Turn turn, long call, Response response) {
    Outgoing answered = outstanding.remove(call);
    if (answered != null) {
      answered.reaction.answered(turn, response);
    }
  }

  void undelivered(Turn turn, long call) {
    Outgoing lost = outstanding.remove(call);
    if (lost != null && lost.reaction.again(turn)) {
      resting.add(new Resting(turn.millis() + restMillis, lost));
    }
  }

  void tick(Turn turn) {
    List<Outgoing> due = new ArrayList<>();
    for (Iterator<Resting> all = resting.iterator(); all.hasNext(); ) {
      Resting rested = all.next();
      if (turn.millis() >= rested.untilMillis) {
        all.remove();
        due.add(rested.outgoing);
      }
    }
    due.forEach(outgoing -> send(turn, outgoing));
  }

  /// Ignores what the statement under way has asked.
  void cancelStatement() {
    outstanding.values().removeIf(outgoing -> outgoing.scope == Scope.STATEMENT);
    resting.removeIf(rested -> rested.outgoing.scope == Scope.STATEMENT);
  }

  void cancelAll() {
    outstanding.clear();
    resting.clear();
  }

  boolean idle() {
    return outstanding.isEmpty() && resting.isEmpty();
  }
}
