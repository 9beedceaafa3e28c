package io.halcyon.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.MalformedFrameException;
import io.halcyon.rpc.FrameConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One call on its way: its attempts, one after another, until an answer, a failure that no retry
/// can mend, or the deadline.
///
/// Only one attempt is under way at a time, so each step has the object to itself; the queue of the
/// connection and the timers hand it from thread to thread.
final class OperationRun<T> implements FrameConnection.ReplyHandler, Session.Call {
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);

  private final Session session;
  private final Request<T> request;
  private final long deadlineNanos;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private Routers.@Nullable Link link;
  private int attempts;
  private boolean open;

  OperationRun(Session session, Request<T> request, long deadlineNanos) {
    this.session = session;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
  }

  CompletableFuture<T> future() {
    return future;
  }

  @Override
  public void attempt() {
    if (future.isDone()) {
      session.ended(); // the caller has cancelled it
      return;
    }
    attempts++;
    Routers.Link chosen = session.routers().current();
    link = chosen;
    long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - session.nowNanos());
    if (session.routers().count() > 1) {
      millis = Math.min(millis, session.retry().attemptTimeout().toMillis());
    }
    byte[] body = request.body();
    chosen
        .connection()
        .send(request.kind(), 0, 0, (int) Math.max(1, millis), body, 0, body.length, this);
  }

  @Override
  public void reply(byte[] body) {
    T result;
    try {
      result = request.decoder().decode(body);
    } catch (MalformedFrameException | InvalidProtocolBufferException e) {
      end(new Failure.Internal("unreadable answer: " + e.getMessage()));
      return;
    }
    session.ended();
    future.complete(result);
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    open |= request.kind().writes() && RetryRules.leavesOpen(failure, sent);
    Routers.Link failedLink = link;
    boolean elsewhere =
        failedLink != null
            && RetryRules.blamesRouter(failure)
            && session.routers().moveOn(failedLink);
    if (!RetryRules.mayRetry(failure)
        || attempts >= session.retry().attemptsMax()
        || session.isClosed()) {
      end(RetryRules.conclusion(failure, open, false));
      return;
    }
    long remaining = deadlineNanos - session.nowNanos();
    long pause = elsewhere && attempts < session.routers().count() ? 0 : pauseNanos(failure);
    boolean askedToWaitTooLong = failure instanceof Failure.Overloaded && pause >= remaining;
    if (remaining <= PAUSE_NANOS_MIN || askedToWaitTooLong) {
      end(RetryRules.conclusion(failure, open, true));
    } else if (pause == 0) {
      attempt();
    } else {
      session.later(this, Math.min(pause, Math.max(PAUSE_NANOS_MIN, remaining / 2)));
    }
  }

  private long pauseNanos(Failure failure) {
    long jittered = session.jittered(session.retry().pauseNanos(attempts - 1));
    return failure instanceof Failure.Overloaded overloaded
        ? overloaded.retryAfter().toNanos() + jittered
        : jittered;
  }

  @Override
  public void abandon(Failure failure) {
    end(RetryRules.conclusion(failure, open, false));
  }

  private void end(Failure failure) {
    session.ended();
    future.completeExceptionally(new HalcyonException(failure));
  }
}
