package io.halcyon.sql.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;

/// The storage's failures as errors of SQL. Stateless.
final class Failed {
  private Failed() {}

  static SqlError of(HalcyonException exception) {
    Failure failure = exception.failure();
    String message = failure.message();
    return switch (failure) {
      case Failure.Conflicted(TxnConflict conflict) -> lost(conflict);
      case Failure.MustRestart(TxnConflict conflict) -> lost(conflict);
      case Failure.LockNotAvailable(TxnConflict conflict) ->
          new SqlError(SqlState.LOCK_NOT_AVAILABLE, "could not obtain lock on row")
              .withDetail(conflict.explain());
      case Failure.TxnEnded(Failure.EndCause cause, _) ->
          switch (cause) {
            case IDLE ->
                new SqlError(
                    SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                    "terminating transaction due to idle-in-transaction timeout");
            case TIMEOUT ->
                new SqlError(
                    SqlState.TRANSACTION_TIMEOUT, "terminating transaction due to timeout");
            case OPERATOR ->
                new SqlError(
                    SqlState.QUERY_CANCELED, "canceling transaction due to operator request");
            case UNKNOWN -> new SqlError(SqlState.SERIALIZATION_FAILURE, message);
          };
      case Failure.TxnTooLarge _ ->
          new SqlError(SqlState.CONFIGURATION_LIMIT_EXCEEDED, message)
              .withHint("Split the transaction, or raise router.transactions.writes-max.");
      case Failure.Ambiguous _ ->
          new SqlError(
                  SqlState.STATEMENT_COMPLETION_UNKNOWN, "the outcome of the commit is not known")
              .withDetail(message);
      case Failure.Overloaded _ -> new SqlError(SqlState.INSUFFICIENT_RESOURCES, message);
      case Failure.Unavailable _, Failure.NotLeader _, Failure.NotOwner _, Failure.Blocked _ ->
          new SqlError(SqlState.CANNOT_CONNECT_NOW, message)
              .withHint("The cluster could not serve the request for the moment: retry.");
      case Failure.DeadlineExceeded _ ->
          new SqlError(SqlState.QUERY_CANCELED, "canceling statement: " + message);
      case Failure.OutOfRange _ -> new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
      case Failure.Unsupported _ -> new SqlError(SqlState.FEATURE_NOT_SUPPORTED, message);
      case Failure.Corrupted _ -> new SqlError(SqlState.DATA_CORRUPTED, message);
      case Failure.Invalid _,
          Failure.WrongValue _,
          Failure.RetryWindowPassed _,
          Failure.ClockSkew _,
          Failure.Internal _ ->
          new SqlError(SqlState.INTERNAL_ERROR, message);
    };
  }

  private static SqlError lost(TxnConflict conflict) {
    String state =
        conflict.cause() == TxnConflict.Cause.DEADLOCK
            ? SqlState.DEADLOCK_DETECTED
            : SqlState.SERIALIZATION_FAILURE;
    String message =
        conflict.cause() == TxnConflict.Cause.DEADLOCK
            ? "deadlock detected"
            : "could not serialize access due to a concurrent transaction";
    return new SqlError(state, message)
        .withDetail(conflict.explain())
        .withHint("The transaction might succeed if retried.");
  }
}
