package io.halcyon.router.dispatch;

import io.halcyon.core.runtime.Randomness;
import java.util.concurrent.atomic.AtomicLong;

/// Pauses between tries: exponential, capped, with equal jitter (half fixed, half random), so that
/// operations that failed together do not come back together. Thread-safe and lock-free.
public final class Backoff {
  // SplitMix64 (Steele et al., OOPSLA 2014): one atomic addition per draw, shared by all threads.
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final int DOUBLINGS_MAX = 20;

  private final long minNanos;
  private final long maxNanos;
  private final AtomicLong state = new AtomicLong(Randomness.identity());

  public Backoff(RetryConfig config) {
    this.minNanos = config.backoffMin().toNanos();
    this.maxNanos = config.backoffMax().toNanos();
  }

  /// Returns the pause before a retry, in nanoseconds.
  ///
  /// @param retry 0 for the first
  public long nanos(int retry) {
    long full = Math.min(maxNanos, minNanos << Math.clamp(retry, 0, DOUBLINGS_MAX));
    long half = full / 2;
    return full - half + Math.floorMod(draw(), half + 1);
  }

  /// Returns an unpredictable number that is not negative.
  public int spread() {
    return (int) (draw() & Integer.MAX_VALUE);
  }

  private long draw() {
    long z = state.getAndAdd(GAMMA);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
