package io.halcyon.core.hlc;

/// The physical clock, injected so that tests and chaos runs can skew, freeze and jump it.
public interface PhysicalClock {
  /// Returns milliseconds since 1970-01-01 UTC; may go back.
  long millis();

  /// Returns a reading in nanoseconds that never goes back within one process; only differences
  /// mean something. Leases are timed with it.
  long monotonicNanos();
}
