package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.GroupKey;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Of rows that are not distinct in some columns the first. Owned by one thread.
final class DistinctSource implements BatchSource {
  private final BatchSource input;
  private final List<Integer> columns;
  private final List<SqlType> types;
  private final MemoryBudget budget;
  private final Set<GroupKey> seen = new HashSet<>();

  /// @param types of the columns that count
  DistinctSource(
      BatchSource input, List<Integer> columns, List<SqlType> types, MemoryBudget budget) {
    this.input = input;
    this.columns = columns;
    this.types = types;
    this.budget = budget;
    for (SqlType type : types) {
      if (!Order.exists(type)) {
        throw new SqlError(
            SqlState.UNDEFINED_FUNCTION,
            "could not identify an equality operator for type " + type);
      }
    }
  }

  @Override
  public @Nullable Batch next() {
    for (Batch rows = input.next(); rows != null; rows = input.next()) {
      int[] kept = new int[rows.size()];
      int count = 0;
      for (int row = 0; row < rows.size(); row++) {
        if (seen.add(key(rows, row))) {
          kept[count++] = row;
        }
      }
      if (count > 0) {
        Batch first = rows.select(kept, count);
        budget.reserve(first);
        return first;
      }
    }
    return null;
  }

  private GroupKey key(Batch rows, int row) {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.columns().get(columns.get(i)).get(row);
    }
    return GroupKey.of(types, values);
  }

  @Override
  public void close() {
    input.close();
  }

  /// Returns the rows that have not been seen yet, and notes them.
  static List<Batch> fresh(
      List<Batch> batches, List<Integer> columns, List<SqlType> types, Set<GroupKey> seen) {
    List<Batch> fresh = new ArrayList<>();
    for (Batch batch : batches) {
      int[] kept = new int[batch.size()];
      int count = 0;
      for (int row = 0; row < batch.size(); row++) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = batch.columns().get(columns.get(i)).get(row);
        }
        if (seen.add(GroupKey.of(types, values))) {
          kept[count++] = row;
        }
      }
      if (count > 0) {
        fresh.add(batch.select(kept, count));
      }
    }
    return fresh;
  }
}
