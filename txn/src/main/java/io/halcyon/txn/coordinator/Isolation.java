package io.halcyon.txn.coordinator;

/// How much of other transactions a transaction may see.
public enum Isolation {
  /// Strictly serializable: as if alone, at one moment between begin and commit.
  SERIALIZABLE,
  /// One snapshot for all reads; of two that write the same key the first to commit wins.
  SNAPSHOT,
  /// A snapshot of its own for each statement; locks and writes as for `SNAPSHOT`, per key.
  READ_COMMITTED
}
