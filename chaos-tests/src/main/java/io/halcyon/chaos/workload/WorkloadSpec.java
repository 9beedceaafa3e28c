package io.halcyon.chaos.workload;

import java.time.Duration;

/// What traffic there is.
///
/// @param clients logical clients, each with one call under way at a time
/// @param hotKeys keys that all clients work on
/// @param timeout of each call, retries included
/// @param pause of a client between two calls
/// @param operationsMax how many calls are recorded at most; clients end there
public record WorkloadSpec(
    int clients, int hotKeys, Duration timeout, Duration pause, int operationsMax) {
  public static final WorkloadSpec DEFAULT =
      new WorkloadSpec(8, 6, Duration.ofSeconds(8), Duration.ofMillis(8), 2_000_000);

  public WorkloadSpec {
    if (clients < 1 || hotKeys < 1 || operationsMax < 1) {
      throw new IllegalArgumentException(
          "clients, hot keys and operations must be positive: "
              + clients
              + ", "
              + hotKeys
              + ", "
              + operationsMax);
    }
  }
}
