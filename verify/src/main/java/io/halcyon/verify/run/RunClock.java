package io.halcyon.verify.run;

import io.halcyon.core.hlc.PhysicalClock;

/// A clock whose monotonic reading is 0 when a run begins, so that its times mean something to
/// people. Thread-safe.
final class RunClock implements PhysicalClock {
  private final PhysicalClock clock;
  private final long startNanos;

  RunClock(PhysicalClock clock) {
    this.clock = clock;
    this.startNanos = clock.monotonicNanos();
  }

  @Override
  public long millis() {
    return clock.millis();
  }

  @Override
  public long monotonicNanos() {
    return clock.monotonicNanos() - startNanos;
  }
}
