package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Moves what a transaction has read and locked to a later timestamp, if nobody has changed it.
final class Refresher {
  /// What goes on afterwards.
  interface Refreshed {
    void unchanged(Turn turn);

    void changed(Turn turn, Conflict conflict);
  }

  private final Desk desk;
  private final Pusher pusher;

  Refresher(Desk desk, Pusher pusher) {
    this.desk = desk;
    this.pusher = pusher;
  }

  /// @param held whether a key is held by an intent, so that nobody can have changed it
  void refresh(Turn turn, long upTo, Predicate<Key> held, Refreshed then) {
    Map<ShardId, List<Check>> checks = desk.attempt().reads().checks(desk.routing(), upTo, held);
    if (checks.isEmpty()) {
      desk.attempt().reads().refreshed(upTo);
      then.unchanged(turn);
      return;
    }
    Map<ShardId, List<List<Check>>> pieces = new LinkedHashMap<>();
    int count = 0;
    for (Map.Entry<ShardId, List<Check>> ofShard : checks.entrySet()) {
      List<List<Check>> split =
          Pieces.of(ofShard.getValue(), Pieces::size, desk.config().pieceBytesMax());
      pieces.put(ofShard.getKey(), split);
      count += split.size();
    }
    Run run = new Run(upTo, count, then);
    pieces.forEach(
        (shard, split) -> split.forEach(piece -> run.send(turn, shard, piece, List.of())));
  }

  private final class Run {
    private final long upTo;
    private final Refreshed then;
    private int open;
    private boolean failed;

    Run(long upTo, int open, Refreshed then) {
      this.upTo = upTo;
      this.open = open;
      this.then = then;
    }

    void send(Turn turn, ShardId shard, List<Check> checks, List<Verdict> known) {
      desk.calls()
          .send(
              turn,
              Calls.Scope.STATEMENT,
              () -> shard,
              new Request.Refresh(desk.attempt().id(), checks, upTo, known),
              (next, response) -> answered(next, shard, checks, known, response));
    }

    private void answered(
        Turn turn, ShardId shard, List<Check> checks, List<Verdict> known, Response response) {
      if (failed) {
        return;
      }
      if (response instanceof Response.Done) {
        open--;
        if (open == 0) {
          desk.attempt().reads().refreshed(upTo);
          then.unchanged(turn);
        }
      } else if (response instanceof Response.Changed changed) {
        failed = true;
        then.changed(
            turn,
            Conflict.of(Conflict.Kind.READ_CHANGED, changed.by(), changed.key(), changed.at()));
      } else if (response instanceof Response.Blocked blocked) {
        pusher.push(
            turn,
            blocked,
            (next, verdicts) -> {
              List<Verdict> all = new ArrayList<>(known);
              all.addAll(verdicts);
              send(next, shard, checks, all);
            });
      } else {
        throw Unexpected.answer(Request.Refresh.class, response);
      }
    }
  }
}
