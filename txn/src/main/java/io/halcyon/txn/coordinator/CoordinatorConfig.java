package io.halcyon.txn.coordinator;

/// Settings of a transaction. Milliseconds of the router's monotonic clock.
///
/// @param writesMax most buffered writes
/// @param writeBytesMax most bytes of buffered keys and values
/// @param readSpansMax reads remembered one by one; more are merged into a few spans
/// @param restartsMax attempts after the first
/// @param heartbeatMillis how often the anchor is told that the coordinator lives; well below the
///   participants' timeout
/// @param patienceMillis how long a reader waits at the anchor for a decision before it pushes
/// @param lockTimeoutMillis longest wait for a lock; 0 for no limit but the transaction's
/// @param idleTimeoutMillis longest silence of the session while locks are held
/// @param lifetimeMillis longest life; below the retry window
/// @param restMillis rest before something undelivered is sent again
/// @param pieceKeysMax keys of one prepare or resolve message
/// @param pieceBytesMax bytes of one prepare message, unless one write is larger
/// @param movesMax how often a commit timestamp that readers pushed is moved before the transaction
///   restarts
public record CoordinatorConfig(
    int writesMax,
    long writeBytesMax,
    int readSpansMax,
    int restartsMax,
    long heartbeatMillis,
    long patienceMillis,
    long lockTimeoutMillis,
    long idleTimeoutMillis,
    long lifetimeMillis,
    long restMillis,
    int pieceKeysMax,
    long pieceBytesMax,
    int movesMax) {
  public static final CoordinatorConfig DEFAULT =
      new CoordinatorConfig(
          100_000, 256L << 20, 10_000, 10, 1_000, 10, 0, 60_000, 300_000, 10, 1_000, 1 << 20, 16);

  public CoordinatorConfig {
    if (writesMax <= 0 || writeBytesMax <= 0 || readSpansMax <= 0 || pieceKeysMax <= 0) {
      throw new IllegalArgumentException("bounds must be positive");
    }
    if (pieceBytesMax <= 0 || movesMax < 0) {
      throw new IllegalArgumentException("piece and moves must be positive");
    }
    if (heartbeatMillis <= 0 || restMillis <= 0 || lifetimeMillis <= 0) {
      throw new IllegalArgumentException("heartbeat, rest and lifetime must be positive");
    }
  }
}
