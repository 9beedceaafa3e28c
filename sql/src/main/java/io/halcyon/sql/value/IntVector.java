package io.halcyon.sql.value;

import org.jspecify.annotations.Nullable;

/// A vector of `int`.
public record IntVector(int[] values, int size, long @Nullable [] nulls) implements Vector {
  @Override
  public @Nullable Object get(int row) {
    return isNull(row) ? null : values[row];
  }

  @Override
  public Vector select(int[] rows, int count) {
    int[] selected = new int[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new IntVector(selected, count, Nulls.select(nulls, rows, count));
  }

  @Override
  public Vector withNulls(long @Nullable [] others) {
    return new IntVector(values, size, Nulls.either(nulls, others));
  }

  @Override
  public Vector first(int rows) {
    return new IntVector(values, rows, nulls);
  }
}
