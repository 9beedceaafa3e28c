package io.halcyon.verify.memory;

/// What a database may get wrong.
public enum Defect {
  NONE,
  /// Transactions commit whatever others did to what they read.
  LOST_UPDATE,
  /// Transactions commit if nobody else wrote what they write: snapshot isolation.
  WRITE_SKEW,
  /// Some reads are of an earlier state.
  STALE_READ,
  /// Reads of several keys see each of them at another moment.
  UNRELATED_SNAPSHOTS,
  /// The writes of a commit become visible one after the other.
  TORN_COMMIT,
  /// Some acknowledged writes are not made.
  LOST_WRITE,
  /// Some transactions take effect although they are said to have lost.
  COMMITTED_ABORT,
  /// Some values come back changed.
  DAMAGE
}
