package io.halcyon.core.failure;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Why a transaction lost, in terms that help: with whom it met, where, and what would help.
///
/// The array is not copied: whoever hands it over must not change it afterwards.
///
/// @param other names the other transaction, as `txn list` shows it and `txn abort` takes it; empty
///   if it is not known
/// @param key where they met, as the user knows it; empty if it is not known or was not one key
/// @param waitedMillis how long this transaction had waited for a lock
/// @param hint what would help, as a clause
public record TxnConflict(Cause cause, String other, byte[] key, long waitedMillis, String hint) {
  /// What kind of conflict it was; each with PostgreSQL's SQLSTATE.
  public enum Cause {
    /// A key or range that was read has changed.
    READ_CHANGED("40001"),
    /// A key that is written has a version after the transaction's snapshot.
    WRITE_CHANGED("40001"),
    /// A cycle of waiting transactions, of which this is the youngest.
    DEADLOCK("40P01"),
    /// The lock is held, and the statement would not wait.
    LOCK_NOT_AVAILABLE("55P03"),
    /// The lock was not had in time.
    LOCK_TIMEOUT("55P03"),
    /// Ended by somebody who missed its heartbeats.
    ABORTED_BY_OTHER("40001"),
    /// Readers pushed its commit timestamp again and again.
    PUSHED("40001"),
    /// It could not commit by the timestamp that it was bound to.
    TOO_LATE("40001");

    private final String sqlState;

    Cause(String sqlState) {
      this.sqlState = sqlState;
    }

    public String sqlState() {
      return sqlState;
    }
  }

  /// Returns a sentence for people.
  public String explain() {
    String who = other.isEmpty() ? "another transaction" : "transaction " + other;
    String where = key.length == 0 ? "" : " on key " + keyText();
    String what =
        switch (cause) {
          case READ_CHANGED -> who + " changed what this one had read" + where;
          case WRITE_CHANGED -> who + " wrote" + where + " after this one's snapshot";
          case DEADLOCK -> "deadlock with " + who + where;
          case LOCK_NOT_AVAILABLE -> who + " holds the lock" + where;
          case LOCK_TIMEOUT -> who + " held the lock" + where + " for too long";
          case ABORTED_BY_OTHER -> "ended by others, who missed its heartbeats";
          case PUSHED -> "readers kept ahead of its commit timestamp";
          case TOO_LATE -> "what it relied on was promised for a shorter time than it took";
        };
    String waited = waitedMillis == 0 ? "" : ", after waiting " + waitedMillis + " ms";
    return what + waited + (hint.isEmpty() ? "" : "; " + hint);
  }

  private String keyText() {
    for (byte b : key) {
      if (b < ' ' || b > '~') {
        return "0x" + HexFormat.of().formatHex(key);
      }
    }
    return new String(key, StandardCharsets.US_ASCII);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TxnConflict that
        && cause == that.cause
        && this.other.equals(that.other)
        && Arrays.equals(key, that.key)
        && waitedMillis == that.waitedMillis
        && hint.equals(that.hint);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * cause.hashCode() + other.hashCode()) + Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return cause + ": " + explain();
  }
}
