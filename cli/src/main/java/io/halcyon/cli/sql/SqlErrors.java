package io.halcyon.cli.sql;

import io.halcyon.client.SqlException;
import java.io.PrintStream;

/// Errors of statements, as psql shows them. Stateless.
final class SqlErrors {
  private static final int LINE_WIDTH_MAX = 70;
  private static final int BEFORE_MAX = 40;

  private SqlErrors() {}

  /// @param sql the text that the error's position is in
  static void print(SqlException error, String sql, PrintStream err) {
    err.println("ERROR:  " + error.text());
    if (error.position() > 0) {
      place(error.position(), sql, err);
    }
    error.detail().ifPresent(detail -> err.println("DETAIL:  " + detail));
    error.hint().ifPresent(hint -> err.println("HINT:  " + hint));
    if (!error.text().contains(error.sqlState())) {
      err.println("SQLSTATE:  " + error.sqlState());
    }
  }

  private static void place(int position, String sql, PrintStream err) {
    int at = sql.offsetByCodePoints(0, Math.min(position - 1, sql.codePointCount(0, sql.length())));
    int start = sql.lastIndexOf('\n', at - 1) + 1;
    int end = sql.indexOf('\n', at);
    long number = sql.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    String line = sql.substring(start, end < 0 ? sql.length() : end).replace('\t', ' ');
    int column = at - start;
    String dots = "";
    if (column > BEFORE_MAX) {
      line = line.substring(column - BEFORE_MAX);
      column = BEFORE_MAX;
      dots = "...";
    }
    if (line.length() > LINE_WIDTH_MAX) {
      line = line.substring(0, LINE_WIDTH_MAX) + "...";
    }
    String title = "LINE " + number + ": " + dots;
    err.println(title + line);
    err.println(" ".repeat(title.length() + Cells.width(line.substring(0, column))) + "^");
  }
}
