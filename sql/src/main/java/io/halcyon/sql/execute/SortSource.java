package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.RowOrder;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Sorts rows in memory. Of those of whom only the first few are wanted no more than twice as many
/// batches are kept. Stateless.
final class SortSource {
  private SortSource() {}

  /// Returns rows in an order.
  ///
  /// @param rowsMax how many of them are wanted
  static BatchSource of(
      BatchSource input,
      List<OutputColumn> columns,
      List<SortKey> keys,
      int width,
      long rowsMax,
      MemoryBudget budget) {
    return BatchSource.lazily(() -> {
      Batch sorted =
          rowsMax < Batch.ROWS
              ? first(input, columns, keys, (int) rowsMax)
              : sort(Sources.whole(input, columns, budget), keys);
      return new Batch(sorted.size(), sorted.columns().subList(0, width));
    });
  }

  private static Batch first(
      BatchSource input, List<OutputColumn> columns, List<SortKey> keys, int rowsMax) {
    try (input) {
      Batch best = Batches.nulls(columns, 0);
      for (Batch rows = input.next(); rows != null; rows = input.next()) {
        List<Batch> both = new ArrayList<>();
        both.add(best);
        both.add(rows);
        Batch sorted = sort(Batches.concat(both, columns), keys);
        best = cut(sorted, rowsMax);
      }
      return best;
    }
  }

  private static Batch cut(Batch rows, int rowsMax) {
    if (rows.size() <= rowsMax) {
      return rows;
    }
    int[] kept = new int[rowsMax];
    Arrays.setAll(kept, row -> row);
    return rows.select(kept, rowsMax);
  }

  private static Batch sort(Batch rows, List<SortKey> keys) {
    Integer[] order = new Integer[rows.size()];
    Arrays.setAll(order, row -> row);
    Arrays.sort(order, RowOrder.of(rows, keys));
    int[] indices = new int[order.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = order[i];
    }
    return rows.select(indices, indices.length);
  }
}
