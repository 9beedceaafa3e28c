package io.halcyon.txn.participant;

/// Settings of a shard's part in transactions. Milliseconds of the node's monotonic clock.
///
/// @param heartbeatTimeoutMillis a coordinator that was silent for longer is taken for dead
/// @param reportWaitMillis how long a call waits for a lock before its coordinator is told for whom
/// @param keepPlaceMillis how long a place in a queue is kept for a coordinator that does not ask
///   again
/// @param tickMillis how often the shell calls
/// @param retryWindowMillis for how long outcomes are remembered, counted from the creation of the
///   request; above the longest life of a transaction and all retries of its client
/// @param heardMax coordinators remembered at an anchor
public record ParticipantConfig(
    long heartbeatTimeoutMillis,
    long reportWaitMillis,
    long keepPlaceMillis,
    long tickMillis,
    long retryWindowMillis,
    int heardMax) {
  public static final ParticipantConfig DEFAULT =
      new ParticipantConfig(5_000, 50, 2_000, 10, 600_000, 100_000);

  public ParticipantConfig {
    if (tickMillis <= 0 || reportWaitMillis < 0 || heardMax <= 0) {
      throw new IllegalArgumentException("tick and heardMax must be positive, waits not negative");
    }
    if (retryWindowMillis <= heartbeatTimeoutMillis) {
      throw new IllegalArgumentException("retryWindow must exceed heartbeatTimeout");
    }
    if (keepPlaceMillis <= reportWaitMillis || heartbeatTimeoutMillis <= reportWaitMillis) {
      throw new IllegalArgumentException("keepPlace and heartbeatTimeout must exceed reportWait");
    }
  }
}
