package io.halcyon.txn.coordinator;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Commits a transaction.
///
/// | phase | answer | next |
/// |---|---|---|
/// | one phase (all on the anchor's shard) | `Ended` committed | told |
/// | one phase | `MustMove` (it has read elsewhere, or would be too late) | prepare |
/// | prepare | `Prepared` of all, at p | refresh up to the greatest p |
/// | refresh | `Done` of all | decide |
/// | decide | later than it may be | abandon |
/// | decide | `MustMove` | refresh up to there, and a little further each time |
/// | decide | `Ended` committed | told; intents are resolved in the background |
/// | any | `Changed`, `WriteConflict`, deadlock | abandon |
/// | abandon, a commit may still happen | | abort recorded at the anchor, then lost |
/// | abandon otherwise | | lost |
/// | any | `Ended` aborted | lost |
final class CommitTask {
  private final Desk desk;
  private final Pusher pusher;
  private final Refresher refresher;
  private final Statement.Commit commit;
  private int open;
  private long at;
  private int moves;
  private boolean undelivered;

  CommitTask(Desk desk, Pusher pusher, Refresher refresher, Statement.Commit commit) {
    this.desk = desk;
    this.pusher = pusher;
    this.refresher = refresher;
    this.commit = commit;
  }

  void start(Turn turn) {
    Attempt attempt = desk.attempt();
    Key first = attempt.writes().first();
    TxnRef txn = first == null ? attempt.ref() : attempt.anchoredAt(first);
    if (txn == null || (attempt.writes().isEmpty() && !commit.remember())) {
      // A read-only transaction is as of its snapshot; nobody else needs to know.
      desk.release(turn);
      desk.finish(turn, new Answer.Committed(attempt.readAt(), commit.answer()));
      return;
    }
    List<List<Write>> pieces = pieces(attempt.writesByShard(desk.routing()));
    ShardId anchor = desk.routing().shardOf(txn.anchor());
    boolean local =
        pieces.isEmpty()
            || (pieces.size() == 1
                && desk.routing().shardOf(pieces.getFirst().getFirst().key()).equals(anchor));
    if (local && checksFit(anchor)) {
      List<Write> writes = pieces.isEmpty() ? List.of() : pieces.getFirst();
      onePhase(turn, txn, writes, attempt.readAt(), List.of());
    } else {
      prepare(turn, txn, pieces);
    }
  }

  /// Returns whether what must be unchanged on the anchor's shard fits into the one message.
  private boolean checksFit(ShardId anchor) {
    List<Check> checks =
        desk.attempt()
            .reads()
            .checks(desk.routing(), Long.MAX_VALUE, desk.attempt().writes()::contains)
            .getOrDefault(anchor, List.of());
    return desk.attempt().writes().isEmpty()
        || Pieces.size(checks) <= desk.config().pieceBytesMax();
  }

  /// Splits the writes of each shard into what fits into one message and one entry.
  private List<List<Write>> pieces(Map<ShardId, List<Write>> byShard) {
    List<List<Write>> pieces = new ArrayList<>();
    for (List<Write> writes : byShard.values()) {
      List<Write> piece = new ArrayList<>();
      long bytes = 0;
      for (Write write : writes) {
        Value value = write.value();
        long size = (long) write.key().bytes().length + (value == null ? 0 : value.bytes().length);
        boolean full =
            piece.size() >= desk.config().pieceKeysMax()
                || bytes + size > desk.config().pieceBytesMax();
        if (!piece.isEmpty() && full) {
          pieces.add(piece);
          piece = new ArrayList<>();
          bytes = 0;
        }
        piece.add(write);
        bytes += size;
      }
      pieces.add(piece);
    }
    return pieces;
  }

  private void onePhase(
      Turn turn, TxnRef txn, List<Write> writes, long atLeast, List<Verdict> known) {
    ShardId anchor = desk.routing().shardOf(txn.anchor());
    Map<ShardId, List<Check>> checks =
        desk.attempt()
            .reads()
            .checks(desk.routing(), Long.MAX_VALUE, desk.attempt().writes()::contains);
    // Without writes it is as of its snapshot, and only the answer is to be remembered.
    List<Check> here = writes.isEmpty() ? List.of() : checks.getOrDefault(anchor, List.of());
    boolean mayMove = writes.isEmpty() || checks.size() == (here.isEmpty() ? 0 : 1);
    Request.CommitOnePhase request =
        new Request.CommitOnePhase(
            txn, writes, here, atLeast, mayMove, commit.answer(), known, commit.notAfter());
    desk.attempt().asksForDecision(!known.isEmpty());
    desk.attempt().lockShards().add(anchor);
    decision(
        turn,
        txn,
        request,
        (next, response) -> {
          if (response instanceof Response.MustMove) {
            prepare(next, txn, pieces(desk.attempt().writesByShard(desk.routing())));
          } else if (response instanceof Response.Waiting waiting) {
            await(next, txn, waiting, then -> onePhase(then, txn, writes, atLeast, known));
          } else if (response instanceof Response.Blocked blocked) {
            pusher.push(
                next,
                blocked,
                (then, verdicts) -> {
                  List<Verdict> all = new ArrayList<>(known);
                  all.addAll(verdicts);
                  onePhase(then, txn, writes, mayMove ? blocked.readAt() : atLeast, all);
                });
          } else if (!lost(next, response)) {
            throw Unexpected.answer(Request.CommitOnePhase.class, response);
          }
        });
  }

  /// Handles `Changed` and `WriteConflict`.
  private boolean lost(Turn turn, Response response) {
    Conflict conflict = null;
    if (response instanceof Response.Changed changed) {
      conflict = Conflict.of(Conflict.Kind.READ_CHANGED, changed.by(), changed.key(), changed.at());
    } else if (response instanceof Response.WriteConflict written) {
      conflict =
          Conflict.of(Conflict.Kind.WRITE_CHANGED, written.by(), written.key(), written.at());
    }
    if (conflict == null) {
      return false;
    }
    desk.attempt().refusedForGood();
    abandon(turn, conflict);
    return true;
  }

  /// Sends what may commit, to the anchor.
  private void decision(Turn turn, TxnRef txn, Request request, Calls.Reaction otherwise) {
    desk.calls()
        .send(
            turn,
            Calls.Scope.STATEMENT,
            () -> desk.routing().shardOf(txn.anchor()),
            request,
            new Calls.Reaction() {
              @Override
              public void answered(Turn next, Response response) {
                if (!(response instanceof Response.Waiting)) {
                  pusher.waitsNoMore(next);
                }
                if (response instanceof Response.Ended ended) {
                  conclude(next, ended);
                } else if (response instanceof Response.TooOld) {
                  tooOld(next, txn);
                } else {
                  otherwise.answered(next, response);
                }
              }

              @Override
              public boolean again(Turn next) {
                undelivered = true;
                return true;
              }
            });
  }

  /// A shard refuses what is older than it remembers.
  private void tooOld(Turn turn, TxnRef txn) {
    if (undelivered && desk.attempt().decisionOpen()) {
      desk.finish(turn, new Answer.Ambiguous(txn));
      return;
    }
    abandon(
        turn,
        next -> {
          desk.discard(next, TxnOutcome.Cause.COORDINATOR, true);
          desk.release(next);
          desk.finish(
              next,
              new Answer.Failed(
                  Answer.Reason.TOO_OLD,
                  "the transaction is older than the retry window; it was not committed",
                  null));
        });
  }

  private void prepare(Turn turn, TxnRef txn, List<List<Write>> pieces) {
    desk.attempt().prepares();
    at = desk.attempt().readAt();
    open = pieces.size();
    pieces.forEach(
        piece -> desk.attempt().lockShards().add(desk.routing().shardOf(piece.getFirst().key())));
    pieces.forEach(piece -> prepareOne(turn, txn, piece));
  }

  private void prepareOne(Turn turn, TxnRef txn, List<Write> piece) {
    desk.calls()
        .send(
            turn,
            Calls.Scope.STATEMENT,
            () -> desk.routing().shardOf(piece.getFirst().key()),
            new Request.Prepare(txn, piece, desk.attempt().readAt()),
            (next, response) -> prepared(next, txn, piece, response));
  }

  private void prepared(Turn turn, TxnRef txn, List<Write> piece, Response response) {
    if (!(response instanceof Response.Waiting)) {
      pusher.waitsNoMore(turn);
    }
    if (response instanceof Response.Prepared prepared) {
      at = Math.max(at, prepared.at());
      open--;
      if (open == 0) {
        refresh(turn, txn);
      }
    } else if (response instanceof Response.Waiting waiting) {
      await(turn, txn, waiting, next -> prepareOne(next, txn, piece));
    } else if (response instanceof Response.Ended ended) {
      conclude(turn, ended);
    } else if (response instanceof Response.TooOld) {
      tooOld(turn, txn);
    } else if (!lost(turn, response)) {
      throw Unexpected.answer(Request.Prepare.class, response);
    }
  }

  /// What goes on.
  private interface Again {
    void go(Turn turn);
  }

  private void await(Turn turn, TxnRef txn, Response.Waiting waiting, Again again) {
    long timeout = desk.config().lockTimeoutMillis();
    if (timeout > 0 && waiting.waitedMillis() >= timeout) {
      TxnRef other = waiting.blockers().stream().findFirst().map(Blocker::txn).orElse(null);
      abandon(
          turn,
          new Conflict(
              Conflict.Kind.LOCK_TIMEOUT, other, waiting.key(), 0, waiting.waitedMillis()));
      return;
    }
    pusher.chase(
        turn,
        txn,
        waiting,
        new Pusher.Chased() {
          @Override
          public void again(Turn next) {
            again.go(next);
          }

          @Override
          public void deadlock(Turn next, Conflict conflict) {
            abandon(next, conflict);
          }
        });
  }

  private void refresh(Turn turn, TxnRef txn) {
    refresher.refresh(
        turn,
        at,
        desk.attempt().writes()::contains,
        new Refresher.Refreshed() {
          @Override
          public void unchanged(Turn next) {
            decide(next, txn);
          }

          @Override
          public void changed(Turn next, Conflict conflict) {
            abandon(next, conflict);
          }
        });
  }

  private void decide(Turn turn, TxnRef txn) {
    if (at > commit.notAfter()) {
      abandon(turn, Conflict.of(Conflict.Kind.TOO_LATE, null, null, at));
      return;
    }
    desk.attempt().asksForDecision(true);
    decision(
        turn,
        txn,
        new Request.Commit(txn, at, commit.answer()),
        (next, response) -> {
          if (!(response instanceof Response.MustMove move)) {
            throw Unexpected.answer(Request.Commit.class, response);
          }
          moves++;
          if (moves > desk.config().movesMax()) {
            abandon(next, Conflict.of(Conflict.Kind.PUSHED, null, null, move.least()));
            return;
          }
          // Readers go on pushing while the reads are refreshed: run ahead of them, further each
          // time.
          long ahead = HlcTimestamp.packMillis(1L << Math.min(moves - 1, 6));
          at = Math.max(at, move.least()) + (moves > 1 ? ahead : 0);
          refresh(next, txn);
        });
  }

  /// The anchor knows how the request, or this attempt, has ended.
  private void conclude(Turn turn, Response.Ended ended) {
    Attempt attempt = desk.attempt();
    boolean own = ended.txn().id().equals(attempt.id());
    if (!(ended.outcome() instanceof TxnOutcome.Committed committed)) {
      desk.lose(turn, Conflict.of(Conflict.Kind.ABORTED_BY_OTHER, null, null, 0));
      return;
    }
    Value answer = ended.answer();
    if (own) {
      settle(turn, ended.txn(), committed);
    } else {
      attempt.supersede();
      desk.discard(turn, TxnOutcome.Cause.SUPERSEDED, true);
    }
    desk.release(turn);
    desk.finish(
        turn, new Answer.Committed(committed.at(), answer == null ? commit.answer() : answer));
  }

  /// Resolves the intents of a committed attempt, then lets its record go.
  private void settle(Turn turn, TxnRef txn, TxnOutcome.Committed committed) {
    List<Key> keys = desk.attempt().writes().keys();
    // Committing in one phase, and resolving, release the locks of a shard by the way.
    keys.forEach(key -> desk.attempt().lockShards().remove(desk.routing().shardOf(key)));
    if (!desk.attempt().preparing()) {
      return;
    }
    desk.resolve(
        turn,
        txn,
        keys,
        committed,
        true,
        next ->
            desk.calls()
                .send(
                    next,
                    Calls.Scope.BACKGROUND,
                    () -> desk.routing().shardOf(txn.anchor()),
                    new Request.Forget(txn),
                    (_, _) -> {}));
  }

  private void abandon(Turn turn, Conflict conflict) {
    abandon(turn, next -> desk.lose(next, conflict));
  }

  /// Goes on with `then` when the attempt is certain never to commit.
  private void abandon(Turn turn, Again then) {
    TxnRef txn = desk.attempt().ref();
    desk.calls().cancelStatement();
    if (txn == null || !desk.attempt().decisionOpen()) {
      then.go(turn);
      return;
    }
    // A copy of the commit may still be under way: nothing may be removed before that is settled.
    desk.calls()
        .send(
            turn,
            Calls.Scope.STATEMENT,
            () -> desk.routing().shardOf(txn.anchor()),
            new Request.Abort(txn, TxnOutcome.Cause.COORDINATOR),
            (next, response) -> aborted(next, txn, response, then));
  }

  private void aborted(Turn turn, TxnRef txn, Response response, Again then) {
    if (!(response instanceof Response.Ended ended)) {
      throw Unexpected.answer(Request.Abort.class, response);
    }
    switch (ended.outcome()) {
      case TxnOutcome.Committed _ -> conclude(turn, ended);
      case TxnOutcome.Aborted(TxnOutcome.Cause cause) -> {
        if (cause == TxnOutcome.Cause.FORGOTTEN && undelivered) {
          // It may have committed in one phase so long ago that nobody remembers.
          desk.finish(turn, new Answer.Ambiguous(txn));
        } else {
          desk.attempt().abortRecorded();
          then.go(turn);
        }
      }
    }
  }

  /// The transaction has lived for too long.
  void timeout(Turn turn) {
    Attempt attempt = desk.attempt();
    @Nullable TxnRef txn = attempt.ref();
    if (txn != null && attempt.decisionOpen()) {
      desk.calls().cancelAll();
      desk.finish(turn, new Answer.Ambiguous(txn));
    } else {
      desk.discard(turn, TxnOutcome.Cause.COORDINATOR, true);
      desk.release(turn);
      desk.finish(
          turn,
          new Answer.Failed(
              Answer.Reason.TIMEOUT, "the transaction outlived its limit and was undone", null));
    }
  }
}
