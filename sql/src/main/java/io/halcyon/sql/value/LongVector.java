package io.halcyon.sql.value;

import org.jspecify.annotations.Nullable;

/// A vector of `long`.
public record LongVector(long[] values, int size, long @Nullable [] nulls) implements Vector {
  @Override
  public @Nullable Object get(int row) {
    return isNull(row) ? null : values[row];
  }

  @Override
  public Vector select(int[] rows, int count) {
    long[] selected = new long[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new LongVector(selected, count, Nulls.select(nulls, rows, count));
  }

  @Override
  public Vector withNulls(long @Nullable [] others) {
    return new LongVector(values, size, Nulls.either(nulls, others));
  }

  @Override
  public Vector first(int rows) {
    return new LongVector(values, rows, nulls);
  }
}
