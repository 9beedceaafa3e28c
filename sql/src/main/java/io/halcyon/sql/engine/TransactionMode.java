package io.halcyon.sql.engine;

import org.jspecify.annotations.Nullable;

/// How a transaction is to be run.
///
/// @param asOfMicros read as of this time, in microseconds since 2000-01-01 UTC; null for now
public record TransactionMode(
    Isolation isolation, boolean readOnly, boolean deferrable, @Nullable Long asOfMicros) {
  public static final TransactionMode DEFAULT =
      new TransactionMode(Isolation.SERIALIZABLE, false, false, null);

  /// A snapshot, to look at.
  public static final TransactionMode LOOK =
      new TransactionMode(Isolation.SNAPSHOT, true, false, null);

  /// How much of other transactions may be seen. What PostgreSQL calls repeatable read is
  /// `SNAPSHOT`; read uncommitted is `READ_COMMITTED`, as there.
  public enum Isolation {
    SERIALIZABLE,
    SNAPSHOT,
    READ_COMMITTED
  }
}
