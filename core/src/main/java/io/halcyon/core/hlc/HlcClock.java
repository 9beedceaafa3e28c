package io.halcyon.core.hlc;

import java.util.concurrent.atomic.AtomicLong;

/// A hybrid logical clock: close to physical time, and above everything it has seen.
///
/// Algorithm: Kulkarni et al., "Logical Physical Clocks" (2014), section 3, with both parts packed
/// in one long. Two differences: a received timestamp too far ahead of physical time is refused
/// rather than merged, and the clock starts at or above a persisted bound so that it never goes
/// back across restarts (rule C3; see {@link HlcBound}).
///
/// Thread-safe and lock-free.
public final class HlcClock {
  private final PhysicalClock physical;
  private final ClockConfig config;
  private final HlcBound bound;
  private final AtomicLong latest;
  private final AtomicLong refused = new AtomicLong();

  /// Starts a clock at or above the persisted bound.
  public HlcClock(PhysicalClock physical, ClockConfig config, HlcBound bound) {
    this.physical = physical;
    this.config = config;
    this.bound = bound;
    this.latest = new AtomicLong(bound.current());
  }

  /// Returns a timestamp strictly above every one this clock returned or merged before.
  public long now() {
    long wall = HlcTimestamp.packMillis(physical.millis());
    while (true) {
      long before = latest.get();
      long next = Math.max(wall, before + 1);
      bound.ensureAbove(next);
      if (latest.compareAndSet(before, next)) {
        return next;
      }
    }
  }

  /// Returns the greatest timestamp returned or merged so far, without advancing.
  ///
  /// This is what a node tells others as its HLC: every later {@link #now} is above it.
  public long peek() {
    return latest.get();
  }

  /// Advances the clock to physical time and returns the new reading; {@link #now} stays above it.
  ///
  /// Unlike {@link #now} two calls may return the same value. Floor exchanges use it.
  public long tick() {
    long wall = HlcTimestamp.packMillis(physical.millis());
    advanceTo(wall);
    return latest.get();
  }

  /// Merges a timestamp received from elsewhere.
  ///
  /// @return false if it is further ahead of physical time than the configuration accepts; then
  ///   nothing was merged, the refusal was counted, and the message must not be acted upon
  public boolean merge(long received) {
    long limit = HlcTimestamp.packMillis(physical.millis() + config.acceptedLead().toMillis());
    if (received > limit && received > latest.get()) {
      refused.incrementAndGet();
      return false;
    }
    advanceTo(received);
    return true;
  }

  /// Returns how many received timestamps were refused as too far ahead.
  public long refusedCount() {
    return refused.get();
  }

  /// Returns how far the clock runs ahead of physical time, in milliseconds; negative when behind.
  public long leadMillis() {
    return HlcTimestamp.millisOf(latest.get()) - physical.millis();
  }

  public PhysicalClock physical() {
    return physical;
  }

  public ClockConfig config() {
    return config;
  }

  private void advanceTo(long target) {
    while (true) {
      long before = latest.get();
      if (target <= before) {
        return;
      }
      bound.ensureAbove(target);
      if (latest.compareAndSet(before, target)) {
        return;
      }
    }
  }
}
