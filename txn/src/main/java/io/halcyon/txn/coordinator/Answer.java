package io.halcyon.txn.coordinator;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session is answered.
public sealed interface Answer {
  /// Rows as of the transaction's snapshot, under its own writes.
  ///
  /// @param readAt the snapshot
  /// @param cut whether a scan has ended early, at its bound of bytes
  record Rows(long readAt, List<Row> rows, boolean cut) implements Answer {
    public Rows {
      rows = List.copyOf(rows);
    }

    /// All that was asked for.
    public Rows(long readAt, List<Row> rows) {
      this(readAt, rows, false);
    }
  }

  /// As `Rows`, without those skipped because they were locked.
  record Locked(long readAt, List<Row> rows, List<Key> skipped) implements Answer {
    public Locked {
      rows = List.copyOf(rows);
      skipped = List.copyOf(skipped);
    }
  }

  record Done() implements Answer {}

  /// The request has taken effect, by this attempt or another.
  ///
  /// @param at its timestamp
  /// @param answer what was remembered with it
  record Committed(long at, Value answer) implements Answer {}

  record RolledBack() implements Answer {}

  /// The statement had no effect (a lock was not to be had); the transaction goes on.
  record Refused(Conflict conflict) implements Answer {}

  /// Nothing has taken effect or will, by this attempt; the statements must be said again.
  record MustRestart(Conflict conflict) implements Answer {}

  /// Nothing has taken effect or will, by this attempt; the transaction is over (unless the
  /// statement was `INVALID` by itself).
  record Failed(Reason reason, String detail, @Nullable Conflict conflict) implements Answer {}

  /// The commit may or may not have taken effect. Ask for the status of `txn`'s request at its
  /// anchor.
  record Ambiguous(TxnRef txn) implements Answer {}

  /// Why a transaction failed for good.
  enum Reason {
    /// It lost too often, or cannot be restarted.
    CONFLICT,
    /// It wrote more than the configured bound.
    TOO_LARGE,
    /// It lived longer than allowed.
    TIMEOUT,
    /// It was idle for longer than allowed, and its locks were released.
    IDLE,
    /// The request id is older than what is remembered.
    TOO_OLD,
    /// The statement makes no sense here (an unknown savepoint, a write when read-only).
    INVALID
  }
}
