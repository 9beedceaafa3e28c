package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Locks keys and reads them; then moves the snapshot up to where they were read, if what was read
/// before allows it.
final class LockTask {
  /// What goes on when the keys are locked.
  interface Then {
    void locked(Turn turn, Map<Key, Row> rows, List<Key> skipped);
  }

  private final Desk desk;
  private final Pusher pusher;
  private final Refresher refresher;
  private final Statement.Lock lock;
  private final Then then;
  private final Map<Key, Row> rows = new LinkedHashMap<>();
  private final List<Key> skipped = new ArrayList<>();
  private long latest;
  private int open;

  LockTask(Desk desk, Pusher pusher, Refresher refresher, Statement.Lock lock, Then then) {
    this.desk = desk;
    this.pusher = pusher;
    this.refresher = refresher;
    this.lock = lock;
    this.then = then;
  }

  void start(Turn turn) {
    if (lock.keys().isEmpty()) {
      then.locked(turn, rows, skipped);
      return;
    }
    desk.attempt().anchoredAt(lock.keys().getFirst());
    Map<ShardId, List<Key>> byShard = new LinkedHashMap<>();
    // In key order: those who lock the same keys do not meet head-on in one shard.
    for (Key key : new TreeSet<>(lock.keys())) {
      byShard.computeIfAbsent(desk.routing().shardOf(key), _ -> new ArrayList<>()).add(key);
    }
    List<List<Key>> pieces = new ArrayList<>();
    byShard.forEach((shard, keys) -> {
      desk.attempt().lockShards().add(shard);
      pieces.addAll(Pieces.of(keys, Pieces::size, desk.config().pieceBytesMax()));
    });
    open = pieces.size();
    pieces.forEach(keys -> send(turn, keys));
  }

  private void send(Turn turn, List<Key> keys) {
    Attempt attempt = desk.attempt();
    TxnRef txn = attempt.anchoredAt(keys.getFirst());
    long readAt = attempt.isolation() == Isolation.READ_COMMITTED ? 0 : attempt.readAt();
    desk.calls()
        .send(
            turn,
            Calls.Scope.STATEMENT,
            () -> desk.routing().shardOf(keys.getFirst()),
            new Request.Lock(txn, keys, lock.mode(), lock.policy(), readAt),
            (next, response) -> answered(next, keys, response));
  }

  private void answered(Turn turn, List<Key> keys, Response response) {
    if (!(response instanceof Response.Waiting)) {
      pusher.waitsNoMore(turn);
    }
    if (response instanceof Response.Locked locked) {
      locked
          .rows()
          .forEach(row -> {
            rows.put(row.key(), row);
            desk.attempt().reads().locked(row.key(), locked.at());
          });
      skipped.addAll(locked.skipped());
      latest = locked.rows().isEmpty() ? latest : Math.max(latest, locked.at());
      open--;
      if (open == 0) {
        complete(turn);
      }
    } else if (response instanceof Response.Waiting waiting) {
      long timeout = desk.config().lockTimeoutMillis();
      if (timeout > 0 && waiting.waitedMillis() >= timeout) {
        refuse(turn, Conflict.Kind.LOCK_TIMEOUT, waiting);
        return;
      }
      wait(turn, keys, waiting);
    } else if (response instanceof Response.LockRefused refused) {
      refuse(
          turn,
          Conflict.Kind.LOCK_NOT_AVAILABLE,
          new Response.Waiting(refused.key(), refused.blockers(), 0));
    } else {
      throw Unexpected.answer(Request.Lock.class, response);
    }
  }

  private void wait(Turn turn, List<Key> keys, Response.Waiting waiting) {
    TxnRef self = desk.attempt().anchoredAt(keys.getFirst());
    pusher.chase(
        turn,
        self,
        waiting,
        new Pusher.Chased() {
          @Override
          public void again(Turn next) {
            send(next, keys);
          }

          @Override
          public void deadlock(Turn next, Conflict conflict) {
            desk.lose(next, conflict);
          }
        });
  }

  private void refuse(Turn turn, Conflict.Kind kind, Response.Waiting waiting) {
    TxnRef other = waiting.blockers().stream().findFirst().map(Blocker::txn).orElse(null);
    Conflict conflict = new Conflict(kind, other, waiting.key(), 0, waiting.waitedMillis());
    desk.tell(turn, new Answer.Refused(conflict));
  }

  private void complete(Turn turn) {
    Attempt attempt = desk.attempt();
    long before = attempt.readAt();
    if (attempt.isolation() == Isolation.READ_COMMITTED || rows.isEmpty()) {
      done(turn);
      return;
    }
    if (attempt.isolation() == Isolation.SNAPSHOT && attempt.hasRead() && latest > before) {
      Key changed = rows.keySet().iterator().next();
      desk.lose(turn, Conflict.of(Conflict.Kind.WRITE_CHANGED, null, changed, latest));
      return;
    }
    long target = Math.max(before, latest);
    refresher.refresh(
        turn,
        target,
        _ -> false,
        new Refresher.Refreshed() {
          @Override
          public void unchanged(Turn next) {
            attempt.readAt(target);
            done(next);
          }

          @Override
          public void changed(Turn next, Conflict conflict) {
            desk.lose(next, conflict);
          }
        });
  }

  private void done(Turn turn) {
    rows.replaceAll((key, row) -> {
      Version own = desk.attempt().writes().get(key);
      return own == null ? row : new Row(key, new Version(row.version().timestamp(), own.value()));
    });
    then.locked(turn, rows, skipped);
  }
}
