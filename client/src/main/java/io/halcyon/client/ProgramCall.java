package io.halcyon.client;

import io.halcyon.client.rpc.TransactionStreams;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.MalformedFrameException;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One program on its way: its attempts, one after another, all under the same request id, until an
/// answer, a failure that no retry can mend, or the deadline.
///
/// Only one attempt is under way at a time, so each step has the object to itself; the channel and
/// the timers hand it from thread to thread.
final class ProgramCall implements Session.Call {
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);

  private final Session session;
  private final OneShotRequest request;
  private final long deadlineNanos;
  private final CompletableFuture<ProgramResult> future = new CompletableFuture<>();
  private int router;
  private int attempts;
  private boolean open;

  /// @param request without an id if it only reads
  ProgramCall(Session session, OneShotRequest request, Duration timeout) {
    this.session = session;
    this.request = request;
    this.deadlineNanos = session.nowNanos() + timeout.toNanos();
    this.router = session.anyRouter();
  }

  CompletableFuture<ProgramResult> future() {
    return future;
  }

  @Override
  public void attempt() {
    if (future.isDone()) {
      session.ended(); // the caller has cancelled it
      return;
    }
    attempts++;
    long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - session.nowNanos());
    if (session.transactions().routers() > 1) {
      millis = Math.min(millis, session.retry().attemptTimeout().toMillis());
    }
    var _ =
        session
            .transactions()
            .execute(router, request, Math.max(1, millis))
            .whenComplete((response, thrown) -> {
              if (thrown == null) {
                answered(response);
              } else {
                failed(thrown);
              }
            });
  }

  private void answered(OneShotResponse response) {
    ProgramResult result;
    try {
      result = ProgramMessages.result(response);
    } catch (MalformedFrameException e) {
      end(new Failure.Internal("unreadable answer: " + e.getMessage()));
      return;
    } catch (HalcyonException e) {
      end(e.failure());
      return;
    }
    session.ended();
    future.complete(result);
  }

  private void failed(Throwable thrown) {
    Failure failure = Failures.fromException(thrown);
    // What the router itself has answered tells what became of the attempt; without its answer,
    // nobody knows.
    boolean unanswered = !TransactionStreams.answered(thrown);
    open |= request.hasRequestId() && RetryRules.leavesOpen(failure, unanswered);
    if (RetryRules.blamesRouter(failure)) {
      router = (router + 1) % session.transactions().routers();
    }
    if (!RetryRules.mayRetryProgram(failure)
        || attempts >= session.retry().attemptsMax()
        || session.isClosed()) {
      end(conclusion(failure, false));
      return;
    }
    long remaining = deadlineNanos - session.nowNanos();
    long pause = session.jittered(session.retry().pauseNanos(attempts - 1));
    if (failure instanceof Failure.Overloaded overloaded) {
      pause += overloaded.retryAfter().toNanos();
    }
    boolean askedToWaitTooLong = failure instanceof Failure.Overloaded && pause >= remaining;
    if (remaining <= PAUSE_NANOS_MIN || askedToWaitTooLong) {
      end(conclusion(failure, true));
    } else {
      session.later(this, Math.min(pause, Math.max(PAUSE_NANOS_MIN, remaining / 2)));
    }
  }

  @Override
  public void abandon(Failure failure) {
    end(conclusion(failure, false));
  }

  /// That the last attempt has lost says nothing about an earlier one that was not answered.
  private Failure conclusion(Failure last, boolean timedOut) {
    return open && last instanceof Failure.OfTransaction
        ? new Failure.Ambiguous(last.message())
        : RetryRules.conclusion(last, open, timedOut);
  }

  private void end(Failure failure) {
    session.ended();
    future.completeExceptionally(new HalcyonException(failure));
  }
}
