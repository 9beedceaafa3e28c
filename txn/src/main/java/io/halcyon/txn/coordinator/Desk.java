package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the parts of a coordinator share: its attempt, its calls, and the answer to the session.
final class Desk {
  /// What follows when all intents are resolved, or all locks released.
  interface Resolved {
    void all(Turn turn);
  }

  private final CoordinatorConfig config;
  private final Routing routing;
  private final Attempt attempt;
  private final Calls calls;
  // What is being waited for, to be told to the anchor.
  private List<TxnRef> waitsFor = List.of();
  private @Nullable Key waitsOn;
  private boolean busy;
  private boolean over;

  Desk(CoordinatorConfig config, Routing routing, Attempt attempt) {
    this.config = config;
    this.routing = routing;
    this.attempt = attempt;
    this.calls = new Calls(config.restMillis());
  }

  CoordinatorConfig config() {
    return config;
  }

  Routing routing() {
    return routing;
  }

  Attempt attempt() {
    return attempt;
  }

  Calls calls() {
    return calls;
  }

  /// Returns whether a statement is under way.
  boolean busy() {
    return busy;
  }

  void begins() {
    busy = true;
  }

  boolean over() {
    return over;
  }

  /// Answers the statement under way.
  void tell(Turn turn, Answer answer) {
    if (busy) {
      busy = false;
      waitsFor = List.of();
      calls.cancelStatement();
      turn.add(new Effect.Tell(answer));
    }
  }

  /// Answers the statement under way, and the transaction is over.
  void finish(Turn turn, Answer answer) {
    over = true;
    tell(turn, answer);
  }

  /// The attempt has lost: nothing of it stays, and the session may try another.
  void lose(Turn turn, Conflict conflict) {
    if (conflict.kind() == Conflict.Kind.DEADLOCK) {
      giveUp(turn, conflict);
      return;
    }
    discard(turn, TxnOutcome.Cause.COORDINATOR, false);
    lost(turn, conflict);
  }

  /// The victim of a deadlock lets go of all it has, and tries again only when that is done: its
  /// next attempt would otherwise be back before those who wait for it have moved.
  private void giveUp(Turn turn, Conflict conflict) {
    calls.cancelStatement();
    TxnRef txn = attempt.ref();
    if (txn == null) {
      lost(turn, conflict);
      return;
    }
    List<Key> keys = attempt.preparing() ? attempt.writes().keys() : List.of();
    TxnOutcome aborted = new TxnOutcome.Aborted(TxnOutcome.Cause.COORDINATOR);
    resolve(
        turn,
        txn,
        keys,
        aborted,
        true,
        resolved ->
            release(
                resolved,
                released -> {
                  attempt.lockShards().clear();
                  lost(released, conflict);
                }));
  }

  private void lost(Turn turn, Conflict conflict) {
    if (attempt.restarts() >= config.restartsMax()) {
      release(turn);
      finish(turn, new Answer.Failed(Answer.Reason.CONFLICT, conflict.explain(), conflict));
    } else {
      attempt.doom(conflict);
      tell(turn, new Answer.MustRestart(conflict));
    }
  }

  /// Removes what the attempt may have left, in the background; it must be certain not to commit.
  void discard(Turn turn, TxnOutcome.Cause cause, boolean ended) {
    TxnRef txn = attempt.ref();
    if (txn != null && attempt.preparing()) {
      resolve(turn, txn, attempt.writes().keys(), new TxnOutcome.Aborted(cause), ended, _ -> {});
    }
  }

  /// Resolves intents in the background.
  void resolve(
      Turn turn, TxnRef txn, List<Key> keys, TxnOutcome outcome, boolean ended, Resolved done) {
    Map<ShardId, List<Key>> byShard = new LinkedHashMap<>();
    keys.forEach(
        key -> byShard.computeIfAbsent(routing.shardOf(key), _ -> new ArrayList<>()).add(key));
    List<List<Key>> pieces = new ArrayList<>();
    byShard
        .values()
        .forEach(all -> {
          for (int from = 0; from < all.size(); from += config.pieceKeysMax()) {
            pieces.add(all.subList(from, Math.min(all.size(), from + config.pieceKeysMax())));
          }
        });
    Set<List<Key>> open = new HashSet<>(pieces);
    for (List<Key> piece : pieces) {
      calls.send(
          turn,
          Calls.Scope.BACKGROUND,
          () -> routing.shardOf(piece.getFirst()),
          new Request.Resolve(txn, piece, outcome, ended),
          (next, _) -> {
            open.remove(piece);
            if (open.isEmpty()) {
              done.all(next);
            }
          });
    }
    if (pieces.isEmpty()) {
      done.all(turn);
    }
  }

  /// Releases all locks, in the background.
  void release(Turn turn) {
    release(turn, _ -> {});
  }

  private void release(Turn turn, Resolved done) {
    TxnRef txn = attempt.ref();
    Set<ShardId> open = new HashSet<>(attempt.lockShards());
    if (txn == null || open.isEmpty()) {
      done.all(turn);
      return;
    }
    for (ShardId shard : attempt.lockShards()) {
      calls.send(
          turn,
          Calls.Scope.BACKGROUND,
          () -> shard,
          new Request.Release(txn),
          (next, _) -> {
            open.remove(shard);
            if (open.isEmpty()) {
              done.all(next);
            }
          });
    }
  }

  List<TxnRef> waitsFor() {
    return waitsFor;
  }

  void waitsFor(List<TxnRef> others) {
    waitsFor = List.copyOf(others);
  }

  @Nullable Key waitsOn() {
    return waitsOn;
  }

  void waitsOn(Key key) {
    waitsOn = key;
  }
}
