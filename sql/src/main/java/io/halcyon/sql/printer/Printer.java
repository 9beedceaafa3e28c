package io.halcyon.sql.printer;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.RefusedStatement;
import io.halcyon.sql.ast.RoleStatement;
import io.halcyon.sql.ast.RoutineStatement;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.ast.TransactionStatement;

/// Prints syntax trees as SQL that is parsed to equal trees.
///
/// What the parser has made uniform is printed uniformly: `x::int` as `CAST(x AS pg_catalog.int4)`,
/// old option syntaxes as new ones.
public final class Printer {
  private final SqlText out;
  private final QueryPrinter queries;
  private final SessionPrinter sessions;
  private final OptionPrinter options;

  Printer(SqlText out) {
    this.out = out;
    this.queries = new QueryPrinter(out, this::statement);
    this.sessions = new SessionPrinter(out, queries.expressions(), this::statement);
    this.options = sessions.options();
  }

  /// Returns the statement as SQL, without a semicolon.
  public static String print(Statement statement) {
    SqlText out = new SqlText();
    new Printer(out).statement(statement);
    return out.toString();
  }

  /// Returns the expression as SQL.
  public static String print(Expression expression) {
    SqlText out = new SqlText();
    new Printer(out).queries.expressions().print(expression);
    return out.toString();
  }

  void statement(Statement statement) {
    switch (statement) {
      case Query query -> queries.print(query);
      case DataStatement data ->
          new DataPrinter(out, queries, options).print(data, this::statement);
      case TableStatement table -> tables().print(table, this::statement);
      case ObjectStatement object -> objects().print(object, this::statement);
      case RoleStatement role ->
          new RolePrinter(out, options, objects(), sessions::print).print(role);
      case RoutineStatement routine ->
          new RoutinePrinter(out, queries, options, tables().constraints(), objects())
              .print(routine, this::statement);
      case SessionStatement session -> sessions.print(session);
      case TransactionStatement transaction -> sessions.print(transaction);
      case MaintenanceStatement maintenance -> sessions.print(maintenance);
      case RefusedStatement refused -> out.raw(refused.text());
    }
  }

  private TablePrinter tables() {
    return new TablePrinter(out, queries, options);
  }

  private ObjectPrinter objects() {
    return new ObjectPrinter(out, queries, options, tables().constraints());
  }
}
