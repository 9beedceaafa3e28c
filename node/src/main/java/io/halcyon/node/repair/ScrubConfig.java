package io.halcyon.node.repair;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of the background check of stored data, prefix `node.scrub`.
public record ScrubConfig(
    @Describe("Pause between two checks of all tables and log files; 0 turns them off.")
        Duration every,
    @Describe("Bytes read per second at most, on average.") long bytesPerSecond) {
  public static final ScrubConfig DEFAULT = new ScrubConfig(Duration.ofHours(1), 16L << 20);

  public ScrubConfig {
    if (every.isNegative()) {
      throw new IllegalArgumentException("node.scrub.every must not be negative: " + every);
    }
    if (bytesPerSecond < 64 * 1024) {
      throw new IllegalArgumentException(
          "node.scrub.bytes-per-second = " + bytesPerSecond + " is less than 65536");
    }
  }
}
