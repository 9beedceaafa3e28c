package io.halcyon.router.kv;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of the key-value front, prefix `router.kv`.
///
/// @param deadlineDefault the deadline of a request that names none
/// @param deadlineMax the longest deadline a request is given
/// @param scan settings of calls over several keys
@Describe("The key-value front.")
public record KvConfig(
    @Describe("Deadline of a request that names none.") Duration deadlineDefault,
    @Describe("Longest deadline a request is given.") Duration deadlineMax,
    @Describe("Calls over several keys.") ScanConfig scan) {
  public static final KvConfig DEFAULT =
      new KvConfig(Duration.ofSeconds(10), Duration.ofMinutes(5), ScanConfig.DEFAULT);

  public KvConfig {
    if (deadlineDefault.toMillis() < 1) {
      throw new IllegalArgumentException(
          "router.kv.deadline-default must be at least 1ms: " + deadlineDefault);
    }
    if (deadlineMax.compareTo(deadlineDefault) < 0) {
      throw new IllegalArgumentException(
          "router.kv.deadline-max must not be below deadline-default: " + deadlineMax);
    }
  }

  /// Returns the time a request gets.
  ///
  /// @param requestedMillis 0 or less when it names none
  public long deadlineNanos(long requestedMillis) {
    if (requestedMillis <= 0) {
      return deadlineDefault.toNanos();
    }
    return Math.min(requestedMillis, deadlineMax.toMillis()) * 1_000_000;
  }
}
