package io.halcyon.router.transact;

import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import java.util.concurrent.TimeUnit;

/// Times one transaction for its metrics, by what passes between coordinator and shards. Not
/// thread-safe.
final class CommitWatch {
  private final TransactionEvents events;
  private long prepareNanos;
  private long decideNanos;
  private long resolveNanos;
  private long lockNanos;
  private boolean lockWaited;
  private boolean lost;
  private boolean ended;

  CommitWatch(TransactionEvents events) {
    this.events = events;
  }

  void said(Statement statement) {
    switch (statement) {
      case Statement.Restart _ -> {
        lost = false;
        prepareNanos = 0;
        decideNanos = 0;
      }
      case Statement.Get _,
          Statement.Scan _,
          Statement.Lock _,
          Statement.Put _,
          Statement.Savepoint _,
          Statement.RollbackTo _,
          Statement.ReleaseSavepoint _,
          Statement.Commit _,
          Statement.Rollback _ -> {
        // Not timed.
      }
    }
  }

  void sent(Request request, long nanos) {
    if (request instanceof Request.Prepare && prepareNanos == 0) {
      prepareNanos = nanos;
    }
    boolean decides =
        request instanceof Request.Commit || request instanceof Request.CommitOnePhase;
    if (decides && decideNanos == 0) {
      decideNanos = nanos;
      if (prepareNanos != 0) {
        events.phase(TransactionEvents.Phase.PREPARE, nanos - prepareNanos);
      }
    }
  }

  void answered(Request request, Response response, long nanos) {
    if (response instanceof Response.Waiting waiting && !lockWaited) {
      lockWaited = true;
      lockNanos = nanos - TimeUnit.MILLISECONDS.toNanos(waiting.waitedMillis());
    }
    if (response instanceof Response.Prepared || response instanceof Response.Ended) {
      lockDone(nanos);
    }
    if (response instanceof Response.MustMove && request instanceof Request.CommitOnePhase) {
      decideNanos = 0;
    }
  }

  void told(Answer answer, long nanos) {
    switch (answer) {
      case Answer.Committed _ -> {
        if (decideNanos != 0) {
          events.phase(TransactionEvents.Phase.DECISION, nanos - decideNanos);
        }
        resolveNanos = prepareNanos == 0 ? 0 : nanos;
        ended(TransactionEvents.End.COMMITTED);
      }
      case Answer.RolledBack _ -> ended(TransactionEvents.End.ROLLED_BACK);
      case Answer.MustRestart restart -> {
        lockDone(nanos);
        if (!lost) {
          lost = true;
          events.restarted(restart.conflict().kind());
        }
      }
      case Answer.Locked _, Answer.Refused _ -> lockDone(nanos);
      case Answer.Ambiguous _ -> ended(TransactionEvents.End.AMBIGUOUS);
      case Answer.Failed failed -> failed(failed.reason());
      case Answer.Rows _, Answer.Done _ -> {
        // It goes on.
      }
    }
  }

  private void failed(Answer.Reason reason) {
    switch (reason) {
      case CONFLICT -> ended(TransactionEvents.End.CONFLICTED);
      case TIMEOUT, IDLE -> ended(TransactionEvents.End.TIMED_OUT);
      case TOO_LARGE, TOO_OLD -> ended(TransactionEvents.End.FAILED);
      case INVALID -> {
        // Of one statement.
      }
    }
  }

  private void lockDone(long nanos) {
    if (lockWaited) {
      lockWaited = false;
      events.lockWaited(nanos - lockNanos);
    }
  }

  private void ended(TransactionEvents.End end) {
    if (!ended) {
      ended = true;
      events.ended(end);
    }
  }

  /// Nothing of it is left.
  void finished(long nanos) {
    if (resolveNanos != 0) {
      events.phase(TransactionEvents.Phase.RESOLVE, nanos - resolveNanos);
      resolveNanos = 0;
    }
    // What expired while nobody spoke.
    ended(TransactionEvents.End.TIMED_OUT);
  }
}
