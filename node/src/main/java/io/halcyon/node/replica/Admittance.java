package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a write must fulfil before it is evaluated, whichever way. Immutable.
final class Admittance {
  private final Replica replica;
  private final Serving serving;
  private final Duration retryWindow;

  Admittance(Replica replica, Serving serving, Duration retryWindow) {
    this.replica = replica;
    this.serving = serving;
    this.retryWindow = retryWindow;
  }

  /// Returns why a queued write is not to be evaluated in `term` at all, or null.
  @Nullable Failure refusal(PendingWrite write, long term) {
    if (write.expired(serving.nowNanos())) {
      return new Failure.DeadlineExceeded("the write waited past its deadline in the queue");
    }
    return write.allowedIn(term) ? null : replica.notLeader();
  }

  /// Returns why this replica must not serve a command, or null.
  ///
  /// @param forgottenBeforeMillis see {@link
  ///   io.halcyon.raftstorage.engine.ShardStore#forgottenBeforeMillis}
  @Nullable Failure denial(Command command, long forgottenBeforeMillis) {
    if (!command.serves()) {
      return null;
    }
    Failure unleased = unleased();
    if (unleased != null) {
      return unleased;
    }
    for (byte[] key : command.keys()) {
      Failure refused = replica.ownership().check(key);
      if (refused != null) {
        return refused;
      }
    }
    return tooOldOrNew(command.id(), forgottenBeforeMillis);
  }

  @Nullable Failure unleased() {
    return serving.lease().valid() || replica.isSystem()
        ? null
        : new Failure.Unavailable("the node holds no liveness lease at the moment");
  }

  private @Nullable Failure tooOldOrNew(RequestId id, long forgottenBeforeMillis) {
    long now = serving.clock().physical().millis();
    long oldest = Math.max(now - retryWindow.toMillis(), forgottenBeforeMillis);
    if (id.createdMillis() < oldest) {
      return tooOld();
    }
    if (id.createdMillis() > now + retryWindow.toMillis()) {
      // Its outcome would be kept for as long as it lies ahead.
      return new Failure.ClockSkew(
          "the request id is dated further ahead than the retry window of "
              + retryWindow
              + "; check the client's clock");
    }
    return null;
  }

  Failure tooOld() {
    return new Failure.RetryWindowPassed(
        "the request id is older than the retry window of "
            + retryWindow
            + "; read the keys to see whether it took effect, and check the client's clock");
  }
}
