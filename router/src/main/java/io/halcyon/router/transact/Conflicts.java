package io.halcyon.router.transact;

import io.halcyon.core.failure.TxnConflict;
import io.halcyon.core.key.StoredKey;
import io.halcyon.txn.coordinator.Conflict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnRef;
import org.jspecify.annotations.Nullable;

/// Conflicts as clients see them: the other transaction by its name, the key without its keyspace,
/// and what would help.
final class Conflicts {
  private Conflicts() {}

  static TxnConflict of(Conflict conflict) {
    TxnRef other = conflict.other();
    return new TxnConflict(
        cause(conflict.kind()),
        other == null ? "" : TransactionNames.of(other),
        user(conflict.key()),
        conflict.waitedMillis(),
        hint(conflict.kind()));
  }

  /// Returns the user's part of a key; empty without one.
  static byte[] user(@Nullable Key key) {
    return key == null || key.bytes().length == 0 ? new byte[0] : StoredKey.userKey(key.bytes());
  }

  private static TxnConflict.Cause cause(Conflict.Kind kind) {
    return switch (kind) {
      case READ_CHANGED -> TxnConflict.Cause.READ_CHANGED;
      case WRITE_CHANGED -> TxnConflict.Cause.WRITE_CHANGED;
      case DEADLOCK -> TxnConflict.Cause.DEADLOCK;
      case LOCK_NOT_AVAILABLE -> TxnConflict.Cause.LOCK_NOT_AVAILABLE;
      case LOCK_TIMEOUT -> TxnConflict.Cause.LOCK_TIMEOUT;
      case ABORTED_BY_OTHER -> TxnConflict.Cause.ABORTED_BY_OTHER;
      case PUSHED -> TxnConflict.Cause.PUSHED;
      case TOO_LATE -> TxnConflict.Cause.TOO_LATE;
    };
  }

  private static String hint(Conflict.Kind kind) {
    return switch (kind) {
      case READ_CHANGED -> "retry, or lock what you read";
      case WRITE_CHANGED -> "retry, or lock before reading";
      case DEADLOCK -> "retry, and lock keys in one order";
      case LOCK_NOT_AVAILABLE -> "retry, or wait";
      case LOCK_TIMEOUT -> "retry, or end the other with `txn abort`";
      case ABORTED_BY_OTHER, PUSHED, TOO_LATE -> "retry";
    };
  }
}
