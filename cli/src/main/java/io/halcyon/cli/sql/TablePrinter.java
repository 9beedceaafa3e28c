package io.halcyon.cli.sql;

import io.halcyon.client.SqlColumn;
import io.halcyon.client.SqlRow;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Aligned columns, as psql prints them. Widths are those of the first rows; a later value that is
/// wider moves what is right of it. Not thread-safe.
final class TablePrinter implements RowPrinter {
  private static final int ROWS_MEASURED = 1_000;

  private final List<SqlColumn> columns;
  private final PrintStream out;
  private final List<List<List<String>>> pending = new ArrayList<>();
  private List<Integer> widths = List.of();
  private long rows;

  TablePrinter(List<SqlColumn> columns, PrintStream out) {
    this.columns = columns;
    this.out = out;
  }

  @Override
  public void row(SqlRow row) {
    List<List<String>> cells = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      cells.add(Cells.lines(row, i));
    }
    rows++;
    if (rows > ROWS_MEASURED) {
      print(cells);
      return;
    }
    pending.add(cells);
    if (rows == ROWS_MEASURED) {
      begin();
    }
  }

  @Override
  public void end() {
    endWithoutCount();
    out.println(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
    out.println();
  }

  void endWithoutCount() {
    if (rows < ROWS_MEASURED) {
      begin();
    }
  }

  private void begin() {
    List<Integer> measured = new ArrayList<>();
    StringBuilder names = new StringBuilder();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      String name = columns.get(i).name();
      int widest =
          pending.stream().mapToInt(cells -> Cells.width(cells.get(column))).max().orElse(0);
      int width = Math.max(Cells.width(name), widest);
      measured.add(width);
      int space = width - Cells.width(name);
      names.append(i == 0 ? " " : "| ").append(Cells.padding(space / 2)).append(name);
      names.append(Cells.padding(space - space / 2)).append(' ');
      line.append(i == 0 ? "" : "+").repeat('-', width + 2);
    }
    widths = measured;
    out.println(names.toString().stripTrailing());
    out.println(line);
    pending.forEach(this::print);
    pending.clear();
  }

  private void print(List<List<String>> cells) {
    int height = cells.stream().mapToInt(List::size).max().orElse(1);
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < cells.size(); i++) {
        List<String> lines = cells.get(i);
        String cell = line < lines.size() ? lines.get(line) : "";
        String space = Cells.padding(widths.get(i) - Cells.width(cell));
        text.append(i == 0 ? " " : "| ");
        text.append(Cells.isNumber(columns.get(i)) ? space + cell : cell + space);
        text.append(line < lines.size() - 1 ? '+' : ' ');
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
