package io.halcyon.testkit.simulation;

import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.TxnOutcome;
import org.jspecify.annotations.Nullable;

/// Turns that a run can take; a test sees to it that the fixed seeds take each.
public enum TxnTurn {
  /// All on one shard.
  ONE_PHASE_COMMIT,
  TWO_PHASE_COMMIT,
  /// A commit timestamp was refused because of pushes, or of the low-water mark.
  MUST_MOVE,
  /// A read met an intent.
  BLOCKED,
  /// A reader made a commit come after it.
  PUSHED,
  /// Somebody found out that the owner of an intent had committed, or had not.
  FOUND_ENDED,
  /// A silent coordinator's transaction was ended by somebody else.
  RECOVERED,
  /// Somebody waited for a lock.
  WAITED,
  LOCK_REFUSED,
  REFRESHED,
  REFRESH_FAILED,
  FIRST_COMMITTER_WON,
  /// Another attempt of the same request had committed.
  SUPERSEDED,
  DEADLOCK,
  RESTARTED,
  AMBIGUOUS,
  TOO_OLD,
  /// A transaction outlived its limit.
  TIMEOUT,
  ROUTER_CRASHED;

  /// Returns which turn an answer of a shard is, if any.
  static @Nullable TxnTurn of(Request request, Response response) {
    return switch (response) {
      case Response.Ended ended -> ofEnd(request, ended);
      case Response.MustMove _ -> MUST_MOVE;
      case Response.Blocked _ -> BLOCKED;
      case Response.Pending pending -> pending.pushedTo() > 0 ? PUSHED : null;
      case Response.Waiting _ -> WAITED;
      case Response.LockRefused _ -> LOCK_REFUSED;
      case Response.Done _ -> request instanceof Request.Refresh ? REFRESHED : null;
      case Response.Changed _ -> REFRESH_FAILED;
      case Response.WriteConflict _ -> FIRST_COMMITTER_WON;
      case Response.TooOld _ -> TOO_OLD;
      case Response.Rows _, Response.Locked _, Response.Prepared _, Response.NotDecided _ -> null;
    };
  }

  private static @Nullable TxnTurn ofEnd(Request request, Response.Ended ended) {
    if (request instanceof Request.Push) {
      boolean silent =
          ended.outcome() instanceof TxnOutcome.Aborted(TxnOutcome.Cause cause)
              && cause == TxnOutcome.Cause.COORDINATOR_SILENT;
      return silent ? RECOVERED : FOUND_ENDED;
    }
    if (request instanceof Request.CommitOnePhase commit) {
      return ended.txn().id().equals(commit.txn().id()) ? ONE_PHASE_COMMIT : SUPERSEDED;
    }
    if (request instanceof Request.Commit commit) {
      return ended.txn().id().equals(commit.txn().id()) ? TWO_PHASE_COMMIT : SUPERSEDED;
    }
    return null;
  }

  /// Returns which turn an answer to a session is, if any.
  static @Nullable TxnTurn of(Answer answer) {
    return switch (answer) {
      case Answer.MustRestart restart ->
          switch (restart.conflict().kind()) {
            case DEADLOCK -> DEADLOCK;
            case READ_CHANGED,
                WRITE_CHANGED,
                LOCK_NOT_AVAILABLE,
                LOCK_TIMEOUT,
                ABORTED_BY_OTHER,
                PUSHED,
                TOO_LATE ->
                RESTARTED;
          };
      case Answer.Ambiguous _ -> AMBIGUOUS;
      case Answer.Failed failed -> failed.reason() == Answer.Reason.TIMEOUT ? TIMEOUT : null;
      case Answer.Rows _,
          Answer.Locked _,
          Answer.Done _,
          Answer.Committed _,
          Answer.RolledBack _,
          Answer.Refused _ ->
          null;
    };
  }
}
