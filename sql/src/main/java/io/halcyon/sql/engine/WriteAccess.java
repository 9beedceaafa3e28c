package io.halcyon.sql.engine;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;

/// Which transactions may change anything. Stateless.
final class WriteAccess {
  private WriteAccess() {}

  /// @throws SqlError if a transaction only reads
  static void require(EngineTransaction now, Statement statement) {
    if (now.mode().readOnly() || now.mode().asOfMicros() != null) {
      throw new SqlError(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute %s in a read-only transaction".formatted(command(statement)));
    }
  }

  private static String command(Statement statement) {
    return switch (statement) {
      case Query _ -> "SELECT";
      case DataStatement.Insert _ -> "INSERT";
      case DataStatement.Update _ -> "UPDATE";
      case DataStatement.Delete _ -> "DELETE";
      case DataStatement.Merge _ -> "MERGE";
      case DataStatement.Truncate _ -> "TRUNCATE TABLE";
      default -> "a change of the schema";
    };
  }
}
