package io.halcyon.sql.value;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows, column by column. All columns have `size` rows; there may be rows without any column.
public record Batch(int size, List<Vector> columns) {
  /// How many rows a batch usually holds: few enough for a column to stay in the first-level cache.
  public static final int ROWS = 1024;

  /// One row without columns: what a query without `FROM` is evaluated over.
  public static final Batch SINGLE_ROW = new Batch(1, List.of());

  public Batch {
    columns = List.copyOf(columns);
  }

  /// Returns the given rows, in their order.
  public Batch select(int[] rows, int count) {
    List<Vector> selected = new ArrayList<>(columns.size());
    for (Vector column : columns) {
      selected.add(column.select(rows, count));
    }
    return new Batch(count, selected);
  }

  /// Returns one row's values.
  public @Nullable Object[] row(int row) {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int column = 0; column < values.length; column++) {
      values[column] = columns.get(column).get(row);
    }
    return values;
  }
}
