package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements that begin, steer and end transactions.
public sealed interface TransactionStatement extends Statement {
  /// `BEGIN` and `START TRANSACTION`.
  ///
  /// @param asOf `AS OF SYSTEM TIME …`, an extension; null if absent
  record Begin(Position at, List<Mode> modes, @Nullable Expression asOf)
      implements TransactionStatement {}

  /// `COMMIT` and `END`.
  record Commit(Position at, boolean chain) implements TransactionStatement {}

  /// `ROLLBACK` and `ABORT`.
  record Rollback(Position at, boolean chain) implements TransactionStatement {}

  /// `SAVEPOINT`.
  record Savepoint(Position at, String name) implements TransactionStatement {}

  /// `RELEASE SAVEPOINT`.
  record Release(Position at, String name) implements TransactionStatement {}

  /// `ROLLBACK TO SAVEPOINT`.
  record RollbackTo(Position at, String name) implements TransactionStatement {}

  /// `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`.
  ///
  /// @param step the words before the identifier
  record TwoPhase(Position at, String step, String id) implements TransactionStatement {}

  /// `SET TRANSACTION`, `SET SESSION CHARACTERISTICS AS TRANSACTION`.
  record SetModes(Position at, SessionStatement.Scope scope, boolean session, List<Mode> modes)
      implements TransactionStatement {}

  /// `SET TRANSACTION SNAPSHOT`.
  record SetSnapshot(Position at, SessionStatement.Scope scope, String id)
      implements TransactionStatement {}

  /// A property of a transaction.
  enum Mode {
    ISOLATION_LEVEL_READ_UNCOMMITTED,
    ISOLATION_LEVEL_READ_COMMITTED,
    ISOLATION_LEVEL_REPEATABLE_READ,
    ISOLATION_LEVEL_SERIALIZABLE,
    READ_ONLY,
    READ_WRITE,
    DEFERRABLE,
    NOT_DEFERRABLE
  }
}
