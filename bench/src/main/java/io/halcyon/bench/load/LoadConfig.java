package io.halcyon.bench.load;

import java.time.Duration;

/// One measurement.
///
/// @param clients logical clients of a closed loop, or operations under way at most in an open loop
/// @param records how many records exist before it
/// @param operationsPerSecond 0 for a closed loop; else operations start at this rate whether or
///   not earlier ones are done
/// @param warmUp time at the beginning that is not measured
/// @param duration time measured after that
/// @param scanItemsMax scans read 1 to this many pairs
/// @param seed of the choice of operations, keys and values
public record LoadConfig(
    Workload workload,
    KeyDistribution distribution,
    int clients,
    long records,
    int valueBytes,
    double operationsPerSecond,
    Duration warmUp,
    Duration duration,
    int scanItemsMax,
    long seed) {
  public LoadConfig {
    if (clients < 1 || records < 1 || valueBytes < 0 || operationsPerSecond < 0) {
      throw new IllegalArgumentException(
          "clients and records must be at least 1, value size and rate not negative");
    }
    if (duration.isZero() || duration.isNegative() || warmUp.isNegative() || scanItemsMax < 1) {
      throw new IllegalArgumentException("duration and scan size must be positive");
    }
  }

  boolean openLoop() {
    return operationsPerSecond > 0;
  }
}
