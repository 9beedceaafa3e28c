package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;

/// The timestamp below which versions may be missing. Raised, durably, before anything is dropped,
/// and checked by readers after they have looked, so that no reader takes a dropped version for an
/// absent one.
///
/// Thread-safe.
final class GcHorizon {
  private volatile long horizon;

  GcHorizon(long horizon) {
    this.horizon = horizon;
  }

  long get() {
    return horizon;
  }

  /// Raises the horizon; callers are serialised.
  void raise(long to) {
    horizon = to;
  }

  /// @throws HalcyonException with `OutOfRange` if `ts` lies below the horizon
  void check(long ts) {
    long now = horizon;
    if (ts < now) {
      throw new HalcyonException(
          new Failure.OutOfRange(
              "timestamp " + ts + " lies before what is kept, which begins at " + now));
    }
  }
}
