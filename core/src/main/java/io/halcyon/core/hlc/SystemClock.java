package io.halcyon.core.hlc;

/// The machine's clock: the only class that reads time.
public final class SystemClock implements PhysicalClock {
  public static final SystemClock INSTANCE = new SystemClock();

  private SystemClock() {}

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }
}
