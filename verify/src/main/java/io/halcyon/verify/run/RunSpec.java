package io.halcyon.verify.run;

import java.time.Duration;

/// How workloads are run.
///
/// @param seed of the operations of all clients; how they meet is not determined by it
/// @param length how long clients make operations
/// @param clients of each workload, one operation under way each
/// @param rateMax most operations of each workload a second; 0: as many as go
/// @param operationsMax most operations of each workload that are recorded; it ends there
/// @param patience how long the first writes and the last reads may take, each
public record RunSpec(
    long seed, Duration length, int clients, int rateMax, int operationsMax, Duration patience) {
  private static final int CLIENTS_MAX = 10_000;

  /// @throws IllegalArgumentException naming what is out of range
  public RunSpec {
    require(!length.isNegative() && !length.isZero(), "the length must be positive: " + length);
    require(
        clients >= 1 && clients <= CLIENTS_MAX,
        "clients must be 1 to " + CLIENTS_MAX + ": " + clients);
    require(rateMax >= 0, "the rate must not be negative: " + rateMax);
    require(operationsMax >= 1, "at least one operation must be recorded: " + operationsMax);
    require(patience.isPositive(), "the patience must be positive: " + patience);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
