package io.halcyon.sql.engine;

import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one connection: what they mean is decided here, when they are said by the
/// session above, which also handles transaction control, settings, cursors and prepared statements
/// by name.
///
/// Every call blocks until it is done and throws {@link SqlError} if it fails. After a failure
/// inside a transaction, only {@link #rollback} and {@link #rollbackTo} are allowed. Owned by the
/// connection's (virtual) thread; only {@link #cancel} may be called by any thread.
public interface EngineSession extends AutoCloseable {
  /// Decides what a query, a change of data or of the schema, or an `EXPLAIN` means.
  ///
  /// @param declared types of the first parameters; `unknown` where they are to be found
  Prepared prepare(Statement statement, List<SqlType> declared, SessionContext context);

  /// Runs a prepared statement; a transaction is under way. What was prepared for an older version
  /// of the catalog is prepared anew.
  ///
  /// @param parameters values in the carriers of their types
  Rows execute(Prepared prepared, @Nullable Object[] parameters, SessionContext context);

  /// Returns whether a prepared statement means in the transaction under way what it did when it
  /// was prepared.
  boolean isCurrent(Prepared prepared, SessionContext context);

  /// Opens a table for rows that come from outside (`COPY FROM`); a transaction is under way.
  ///
  /// @param table its name, of one to three parts
  /// @param columns their names; empty for all that are not generated
  RowSink insertInto(List<String> table, List<String> columns, SessionContext context);

  /// Begins a transaction; none is under way.
  ///
  /// @param implicit around a single statement or the statements of one message
  void begin(TransactionMode mode, boolean implicit);

  /// Commits. Whatever it throws, the transaction is over.
  void commit();

  /// Ends the transaction without effect.
  void rollback();

  /// Says whether constraints are checked after each statement or at the commit; those that are not
  /// to wait any more are checked now. A transaction is under way.
  ///
  /// @param names of one to three parts; empty for all
  void setConstraints(List<List<String>> names, boolean deferred, SessionContext context);

  void savepoint(String name);

  void rollbackTo(String name);

  void release(String name);

  /// Returns the name of a relation as the last statement saw it, for values of type `regclass`;
  /// null if there is none of that OID.
  @Nullable String relationName(long oid);

  /// Makes the statement under way fail with 57014, soon. Any thread.
  void cancel();

  @Override
  void close();
}
