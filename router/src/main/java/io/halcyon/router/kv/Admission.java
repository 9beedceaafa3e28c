package io.halcyon.router.kv;

import io.halcyon.core.failure.Failure;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Bounds what is in flight through this router, by operations and by bytes; what does not fit is
/// shed at once rather than queued. Thread-safe and lock-free.
public final class Admission {
  private final AdmissionConfig config;
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean closed;

  public Admission(AdmissionConfig config) {
    this.config = config;
  }

  /// Admits an operation, or says why not. Whoever was admitted calls {@link #release} once with
  /// the same size.
  ///
  /// @return null when admitted
  public @Nullable Failure admit(int size) {
    return closed ? new Failure.Unavailable("the router is shutting down") : admitUnderWay(size);
  }

  /// Admits a part of something that is under way already: also at shutdown, so that it can end.
  ///
  /// @return null when admitted
  public @Nullable Failure admitUnderWay(int size) {
    if (operations.incrementAndGet() > config.operationsMax()) {
      operations.decrementAndGet();
      return new Failure.Overloaded(
          "the router has " + config.operationsMax() + " operations in flight",
          config.retryAfter());
    }
    if (bytes.addAndGet(size) > config.bytesMax()) {
      release(size);
      return new Failure.Overloaded(
          "the router has " + config.bytesMax() + " bytes in flight", config.retryAfter());
    }
    return null;
  }

  /// Gives the place of what was admitted back.
  public void release(int size) {
    bytes.addAndGet(-size);
    operations.decrementAndGet();
  }

  /// Admits nothing new from now on.
  public void close() {
    closed = true;
  }

  /// Returns how many operations are in flight.
  public long operations() {
    return operations.get();
  }

  /// Returns how many bytes of requests are in flight.
  public long bytes() {
    return bytes.get();
  }
}
