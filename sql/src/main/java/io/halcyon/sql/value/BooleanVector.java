package io.halcyon.sql.value;

import org.jspecify.annotations.Nullable;

/// A vector of `boolean`.
public record BooleanVector(boolean[] values, int size, long @Nullable [] nulls) implements Vector {
  @Override
  public @Nullable Object get(int row) {
    return isNull(row) ? null : values[row];
  }

  @Override
  public Vector select(int[] rows, int count) {
    boolean[] selected = new boolean[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new BooleanVector(selected, count, Nulls.select(nulls, rows, count));
  }

  @Override
  public Vector withNulls(long @Nullable [] others) {
    return new BooleanVector(values, size, Nulls.either(nulls, others));
  }

  @Override
  public Vector first(int rows) {
    return new BooleanVector(values, rows, nulls);
  }
}
