package io.halcyon.node.replica;

import java.time.Duration;

/// Settings of a shard replica, prefix `node.replica`.
///
/// @param entriesInFlightMax log entries proposed and not yet applied; few, so that entries fill
/// @param gatheringMax longest wait of a busy shard for the writers that it has just answered, so
///   that its next entry is full; 0 for none
/// @param entryOpsMax operations in one entry
/// @param entryBytesMax bytes of operations in one entry, unless a single one is larger
/// @param queuedOpsMax operations waiting for evaluation; more are refused as overload
/// @param queuedBytesMax their bytes
/// @param retryWindow for how long the outcome of a request id is remembered
/// @param gcWindow for how long versions that are no longer the newest can be read
public record ReplicaConfig(
    int entriesInFlightMax,
    Duration gatheringMax,
    int entryOpsMax,
    int entryBytesMax,
    int queuedOpsMax,
    int queuedBytesMax,
    Duration retryWindow,
    Duration gcWindow) {
  public static final ReplicaConfig DEFAULT =
      new ReplicaConfig(
          2,
          Duration.ZERO,
          4096,
          1 << 20,
          32_768,
          64 << 20,
          Duration.ofMinutes(10),
          Duration.ofMinutes(10));

  public ReplicaConfig {
    positive("entries-in-flight-max", entriesInFlightMax);
    if (gatheringMax.isNegative() || gatheringMax.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException(
          "node.replica.gathering-max must be from 0s to 1s: " + gatheringMax);
    }
    positive("entry-ops-max", entryOpsMax);
    positive("entry-bytes-max", entryBytesMax);
    positive("queued-ops-max", queuedOpsMax);
    positive("queued-bytes-max", queuedBytesMax);
    if (retryWindow.compareTo(Duration.ofSeconds(10)) < 0) {
      throw new IllegalArgumentException(
          "node.replica.retry-window must be at least 10s: " + retryWindow);
    }
    if (gcWindow.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("node.replica.gc-window must be at least 1s: " + gcWindow);
    }
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("node.replica." + name + " must be positive: " + value);
    }
  }
}
