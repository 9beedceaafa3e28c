package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Counts the callers inside the native library, so that a store is not freed under them, and keeps
/// the first fatal failure: after it nobody enters any more.
///
/// Thread-safe; two atomic additions per operation.
final class ServiceGate {
  private static final long CLOSED = Long.MIN_VALUE / 2;

  private final AtomicLong users = new AtomicLong();
  private final AtomicReference<@Nullable Failure> fatal = new AtomicReference<>();
  private final CountDownLatch drained = new CountDownLatch(1);

  /// Enters; each call is paired with one {@link #leave}.
  ///
  /// @throws HalcyonException if the store is closed or has failed; then the caller is not inside
  void enter() {
    if (users.incrementAndGet() <= 0) {
      leave();
      throw new HalcyonException(new Failure.Unavailable("the replica's store is closed"));
    }
    Failure failure = fatal.get();
    if (failure != null) {
      leave();
      throw new HalcyonException(failure);
    }
  }

  void leave() {
    if (users.decrementAndGet() == CLOSED) {
      drained.countDown();
    }
  }

  /// Refuses everyone from now on; the first failure is the one that is told.
  void fail(Failure failure) {
    fatal.compareAndSet(null, failure);
  }

  @Nullable Failure failure() {
    return fatal.get();
  }

  /// Refuses new callers and waits for those inside; returns false if it was closed before.
  boolean close() {
    long before = users.getAndUpdate(n -> n < 0 ? n : n + CLOSED);
    if (before < 0) {
      return false;
    }
    boolean interrupted = false;
    while (before > 0 && drained.getCount() > 0) {
      try {
        drained.await();
      } catch (InterruptedException e) {
        // Freeing the store under a reader would crash the process, so the wait goes on.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
