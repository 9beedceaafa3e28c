package io.halcyon.verify.memory;

import io.halcyon.core.hlc.PhysicalClock;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that goes on by a microsecond whenever it is read.
public final class TickingClock implements PhysicalClock {
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long millis() {
    return nanos.get() / 1_000_000;
  }

  @Override
  public long monotonicNanos() {
    return nanos.addAndGet(1_000);
  }
}
