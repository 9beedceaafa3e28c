package io.halcyon.cli.sql;

import io.halcyon.client.SqlColumn;
import io.halcyon.client.SqlRow;
import java.io.PrintStream;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Comma-separated values (RFC 4180, with lines that end as the system's do). Not thread-safe.
final class CsvPrinter implements RowPrinter {
  private final int columns;
  private final PrintStream out;

  CsvPrinter(List<SqlColumn> columns, PrintStream out) {
    this.columns = columns.size();
    this.out = out;
    StringJoiner names = new StringJoiner(",");
    columns.forEach(column -> names.add(quoted(column.name())));
    out.println(names);
  }

  @Override
  public void row(SqlRow row) {
    StringJoiner line = new StringJoiner(",");
    for (int i = 0; i < columns; i++) {
      line.add(quoted(row.getString(i)));
    }
    out.println(line);
  }

  @Override
  public void end() {
    // There is nothing more to say.
  }

  private static String quoted(@Nullable String value) {
    if (value == null) {
      return "";
    }
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
