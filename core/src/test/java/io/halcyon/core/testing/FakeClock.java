package io.halcyon.core.testing;

import io.halcyon.core.hlc.PhysicalClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until a test moves it. Wall and monotonic time move together in {@link
/// #advance}; {@link #jumpTo} moves wall time alone, also back, as an administrator or NTP would.
///
/// Thread-safe.
public final class FakeClock implements PhysicalClock {
  /// Where {@link #FakeClock()} starts, far enough from 0 that tests can go back.
  public static final long START_MILLIS = 1_700_000_000_000L;

  private final AtomicLong millis;
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

  public FakeClock() {
    this(START_MILLIS);
  }

  public FakeClock(long millis) {
    this.millis = new AtomicLong(millis);
  }

  @Override
  public long millis() {
    return millis.get();
  }

  @Override
  public long monotonicNanos() {
    return nanos.get();
  }

  /// Lets time pass; the wall clock gets whole milliseconds only.
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time passes forward only: " + by);
    }
    nanos.addAndGet(by.toNanos());
    millis.addAndGet(by.toMillis());
  }

  /// Lets milliseconds pass.
  public void advanceMillis(long by) {
    advance(Duration.ofMillis(by));
  }

  /// Sets the wall clock; monotonic time does not move.
  public void jumpTo(long wallMillis) {
    millis.set(wallMillis);
  }
}
