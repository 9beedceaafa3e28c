package io.halcyon.testkit.simulation;

import io.halcyon.core.hlc.PhysicalClock;

/// A node's clock: wall time is skewed and jumps, monotonic time drifts but never jumps.
final class VirtualClock implements PhysicalClock {
  static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private final Scheduler scheduler;
  private final double rate;
  private long offsetMillis;

  /// @param rate how fast monotonic time runs, 1.0 being true time
  VirtualClock(Scheduler scheduler, double rate, long offsetMillis) {
    this.scheduler = scheduler;
    this.rate = rate;
    this.offsetMillis = offsetMillis;
  }

  void setOffset(long millis) {
    offsetMillis = millis;
  }

  @Override
  public long millis() {
    return EPOCH_MILLIS + offsetMillis + scheduler.now() / Scheduler.MILLI;
  }

  @Override
  public long monotonicNanos() {
    return (long) (scheduler.now() * rate);
  }
}
