package io.halcyon.cli.sql;

import io.halcyon.client.SqlColumn;
import io.halcyon.client.SqlRow;
import java.io.PrintStream;
import java.util.List;

/// A line for each column of each row, as psql prints with `\x`. Not thread-safe.
final class ExpandedPrinter implements RowPrinter {
  private final List<SqlColumn> columns;
  private final PrintStream out;
  private final int nameWidth;
  private long rows;

  ExpandedPrinter(List<SqlColumn> columns, PrintStream out) {
    this.columns = columns;
    this.out = out;
    this.nameWidth = columns.stream().mapToInt(each -> Cells.width(each.name())).max().orElse(0);
  }

  @Override
  public void row(SqlRow row) {
    rows++;
    String title = "-[ RECORD " + rows + " ]";
    out.println(title + "-".repeat(Math.max(0, nameWidth + 3 - title.length())));
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      for (String line : Cells.lines(row, i)) {
        out.println(name + Cells.padding(nameWidth - Cells.width(name)) + " | " + line);
        name = "";
      }
    }
  }

  @Override
  public void end() {
    out.println(rows == 0 ? "(0 rows)\n" : "");
  }
}
