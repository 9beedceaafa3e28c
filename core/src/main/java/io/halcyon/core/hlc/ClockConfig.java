package io.halcyon.core.hlc;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of the hybrid clock, prefix `clock`.
///
/// @param maxOffset the largest difference tolerated between two nodes' physical clocks
/// @param boundLead how far the bound in a shard's log runs ahead of physical time (rule C1)
@Describe("The hybrid logical clock.")
public record ClockConfig(
    @Describe("Largest difference tolerated between two nodes' physical clocks.")
        Duration maxOffset,
    @Describe("How far the bound in a shard's log runs ahead of physical time.")
        Duration boundLead) {
  public static final ClockConfig DEFAULT =
      new ClockConfig(Duration.ofMillis(500), Duration.ofSeconds(1));

  public ClockConfig {
    if (maxOffset.isNegative() || maxOffset.isZero()) {
      throw new IllegalArgumentException("clock.max-offset must be positive: " + maxOffset);
    }
    if (boundLead.compareTo(Duration.ofMillis(50)) < 0) {
      throw new IllegalArgumentException("clock.bound-lead must be at least 50ms: " + boundLead);
    }
  }

  /// Returns how far ahead of physical time a received timestamp may be.
  public Duration acceptedLead() {
    return maxOffset.plus(boundLead);
  }
}
