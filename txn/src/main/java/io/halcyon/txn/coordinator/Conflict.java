package io.halcyon.txn.coordinator;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnRef;
import org.jspecify.annotations.Nullable;

/// Why a transaction lost, in terms that help.
///
/// @param other the other transaction, where it is known
/// @param at the timestamp of the other's version, 0 if none or not known
/// @param waitedMillis how long the loser had waited for a lock
public record Conflict(
    Kind kind, @Nullable TxnRef other, @Nullable Key key, long at, long waitedMillis) {
  /// Causes of conflicts; also what restarts are counted by.
  public enum Kind {
    /// A key or range that was read has changed (40001).
    READ_CHANGED,
    /// A key that is written has a version after the transaction's snapshot (40001).
    WRITE_CHANGED,
    /// A cycle of waiting transactions, of which this is the youngest (40P01).
    DEADLOCK,
    /// NOWAIT found the lock held (55P03).
    LOCK_NOT_AVAILABLE,
    /// The lock was not had in time (55P03).
    LOCK_TIMEOUT,
    /// Somebody found the coordinator silent, or an operator ended it (40001, 57P01).
    ABORTED_BY_OTHER,
    /// Readers pushed its commit timestamp again and again (40001).
    PUSHED,
    /// It could not commit by the timestamp that it was bound to (40001).
    TOO_LATE
  }

  static Conflict of(Kind kind, @Nullable TxnRef other, @Nullable Key key, long at) {
    return new Conflict(kind, other, key, at, 0);
  }

  /// Returns a sentence for people: what happened, with whom, and what would help.
  public String explain() {
    String where = key == null ? "" : " on key " + key;
    String who = other == null ? "another transaction" : "transaction " + other;
    return switch (kind) {
      case READ_CHANGED ->
          who + " changed what this one had read" + where + "; retry, or lock what you read";
      case WRITE_CHANGED ->
          who + " wrote" + where + " after this one's snapshot; retry, or lock before reading";
      case DEADLOCK ->
          "deadlock: this transaction waited "
              + waitedMillis
              + " ms for "
              + who
              + where
              + ", which waited for it; retry, and lock keys in one order";
      case LOCK_NOT_AVAILABLE -> who + " holds the lock" + where + "; retry, or wait";
      case LOCK_TIMEOUT ->
          who
              + " held the lock"
              + where
              + " for all of "
              + waitedMillis
              + " ms; retry, or end it with `txn abort`";
      case ABORTED_BY_OTHER ->
          "ended by others: an operator, or one who missed its heartbeats; retry";
      case PUSHED -> "readers kept ahead of its commit timestamp; retry";
      case TOO_LATE -> "what it relied on was promised for a shorter time than it took; retry";
    };
  }
}
