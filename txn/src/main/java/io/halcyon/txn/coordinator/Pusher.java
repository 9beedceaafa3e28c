package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a transaction does about others that are in its way: asks their anchors, cleans up after
/// those that are over, and looks for cycles of waiting.
///
/// Deadlocks are found by chasing edges (Chandy, Misra and Haas 1983, without messages of their
/// own): each coordinator that waits tells its own anchor for whom, with a heartbeat; and it
/// follows these edges from anchor to anchor. If it comes back to itself and is the youngest on the
/// way, it is the victim. Every member of a cycle looks for it again and again, so the youngest
/// finds it.
final class Pusher {
  private static final int CHASE_MAX = 64;

  private final Desk desk;

  Pusher(Desk desk) {
    this.desk = desk;
  }

  /// What goes on when all obstacles have been asked about.
  interface Pushed {
    void go(Turn turn, List<Verdict> verdicts);
  }

  /// Pushes the owners of intents above a read.
  void push(Turn turn, Response.Blocked blocked, Pushed then) {
    Map<TxnId, List<Response.Obstacle>> byOwner = new LinkedHashMap<>();
    blocked
        .by()
        .forEach(obstacle ->
            byOwner.computeIfAbsent(obstacle.txn().id(), _ -> new ArrayList<>()).add(obstacle));
    List<Verdict> verdicts = new ArrayList<>();
    int expected = byOwner.size();
    byOwner
        .values()
        .forEach(obstacles -> {
          TxnRef owner = obstacles.getFirst().txn();
          ask(
              turn,
              owner,
              blocked.readAt(),
              desk.config().patienceMillis(),
              (next, response) -> {
                if (response instanceof Response.Ended ended) {
                  List<Key> keys = obstacles.stream().map(Response.Obstacle::key).toList();
                  clean(next, owner, keys, ended.outcome());
                  verdicts.add(verdict(owner.id(), ended.outcome()));
                } else {
                  verdicts.add(new Verdict.Above(owner.id(), blocked.readAt()));
                }
                if (verdicts.size() == expected) {
                  then.go(next, verdicts);
                }
              });
        });
  }

  private static Verdict verdict(TxnId owner, TxnOutcome outcome) {
    return switch (outcome) {
      case TxnOutcome.Committed committed -> new Verdict.Committed(owner, committed.at());
      case TxnOutcome.Aborted _ -> new Verdict.Aborted(owner);
    };
  }

  private void ask(
      Turn turn, TxnRef target, long above, long patienceMillis, Calls.Reaction reaction) {
    desk.calls()
        .send(
            turn,
            Calls.Scope.STATEMENT,
            () -> desk.routing().shardOf(target.anchor()),
            new Request.Push(target, above, patienceMillis),
            reaction);
  }

  /// Ends on some keys what was ended at its anchor, so that others need not ask again.
  private void clean(Turn turn, TxnRef ended, List<Key> keys, TxnOutcome outcome) {
    boolean restarts =
        outcome instanceof TxnOutcome.Aborted(TxnOutcome.Cause cause)
            && cause == TxnOutcome.Cause.COORDINATOR;
    desk.resolve(turn, ended, keys, outcome, !restarts, _ -> {});
  }

  /// What comes of looking at those one waits for.
  interface Chased {
    /// Ask for the lock again.
    void again(Turn turn);

    void deadlock(Turn turn, Conflict conflict);
  }

  /// One look along the edges.
  private final class Chase {
    private final TxnRef self;
    private final Response.Waiting waiting;
    private final Chased then;
    private final Set<TxnId> asked = new HashSet<>();
    private int open;
    private boolean done;

    Chase(TxnRef self, Response.Waiting waiting, Chased then) {
      this.self = self;
      this.waiting = waiting;
      this.then = then;
    }

    /// @param youngest the youngest on the way from oneself to `target`
    /// @param first whom oneself waits for, on this way
    void look(Turn turn, TxnRef target, TxnId youngest, TxnRef first) {
      if (!asked.add(target.id()) || asked.size() > CHASE_MAX) {
        return;
      }
      open++;
      TxnId younger = younger(youngest, target.id());
      ask(
          turn,
          target,
          0,
          0,
          (next, response) -> {
            open--;
            if (response instanceof Response.Ended ended && target.equals(first)) {
              clean(next, target, List.of(waiting.key()), ended.outcome());
            } else if (response instanceof Response.Pending pending) {
              follow(next, pending.waitsFor(), younger, first);
            }
            finish(next);
          });
    }

    private void follow(Turn turn, List<TxnRef> edges, TxnId youngest, TxnRef first) {
      for (TxnRef edge : edges) {
        if (!edge.id().equals(self.id())) {
          look(turn, edge, youngest, first);
        } else if (youngest.equals(self.id()) && !done) {
          done = true;
          then.deadlock(
              turn,
              new Conflict(
                  Conflict.Kind.DEADLOCK, first, waiting.key(), 0, waiting.waitedMillis()));
        }
      }
    }

    void finish(Turn turn) {
      if (open == 0 && !done) {
        done = true;
        then.again(turn);
      }
    }
  }

  private static TxnId younger(TxnId one, TxnId other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /// Looks at those in the way of a lock.
  void chase(Turn turn, TxnRef self, Response.Waiting waiting, Chased then) {
    List<TxnRef> blockers = waiting.blockers().stream().map(Blocker::txn).toList();
    desk.waitsFor(blockers);
    desk.waitsOn(waiting.key());
    heartbeat(turn, self);
    Chase chase = new Chase(self, waiting, then);
    for (TxnRef blocker : blockers) {
      chase.look(turn, blocker, self.id(), blocker);
    }
    chase.finish(turn);
  }

  /// It has what it waited for: whoever follows the edges must not come by here any more.
  void waitsNoMore(Turn turn) {
    TxnRef self = desk.attempt().ref();
    if (self != null && !desk.waitsFor().isEmpty()) {
      desk.waitsFor(List.of());
      beat(turn, desk.routing().shardOf(self.anchor()), new Request.Heartbeat(self, List.of()));
    }
  }

  /// Tells the anchor, and the other shards with locks, that this coordinator lives.
  void heartbeat(Turn turn, TxnRef self) {
    ShardId anchor = desk.routing().shardOf(self.anchor());
    beat(turn, anchor, new Request.Heartbeat(self, desk.waitsFor()));
    for (ShardId shard : desk.attempt().lockShards()) {
      if (!shard.equals(anchor)) {
        beat(turn, shard, new Request.Touch(self));
      }
    }
  }

  private void beat(Turn turn, ShardId shard, Request request) {
    Calls.Reaction reaction =
        new Calls.Reaction() {
          @Override
          public void answered(Turn next, Response response) {
            if (response instanceof Response.Ended ended
                && ended.txn().id().equals(desk.attempt().id())
                && ended.outcome() instanceof TxnOutcome.Aborted) {
              desk.attempt().doom(Conflict.of(Conflict.Kind.ABORTED_BY_OTHER, null, null, 0));
            }
          }

          @Override
          public boolean again(Turn next) {
            // The next beat comes soon enough.
            return false;
          }
        };
    desk.calls().send(turn, Calls.Scope.BACKGROUND, () -> shard, request, reaction);
  }
}
