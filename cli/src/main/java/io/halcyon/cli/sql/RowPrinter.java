package io.halcyon.cli.sql;

import io.halcyon.client.SqlColumn;
import io.halcyon.client.SqlRow;
import java.io.PrintStream;
import java.util.List;

/// Prints the rows of one result, some at a time, so that memory stays bounded.
interface RowPrinter {
  /// Takes a row.
  void row(SqlRow row);

  /// All rows have been taken.
  void end();

  /// Returns whether it wants PostgreSQL's text of all values, rather than numbers and truth
  /// values.
  static boolean wantsText(SqlFormat format) {
    return format != SqlFormat.JSON;
  }

  /// @param expanded for tables: a line for each column, rather than for each row
  static RowPrinter of(
      SqlFormat format, boolean expanded, List<SqlColumn> columns, PrintStream out) {
    return switch (format) {
      case TABLE -> expanded ? new ExpandedPrinter(columns, out) : new TablePrinter(columns, out);
      case CSV -> new CsvPrinter(columns, out);
      case JSON -> new JsonPrinter(columns, out);
    };
  }
}
