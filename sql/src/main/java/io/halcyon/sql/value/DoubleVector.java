package io.halcyon.sql.value;

import org.jspecify.annotations.Nullable;

/// A vector of `double`.
public record DoubleVector(double[] values, int size, long @Nullable [] nulls) implements Vector {
  @Override
  public @Nullable Object get(int row) {
    return isNull(row) ? null : values[row];
  }

  @Override
  public Vector select(int[] rows, int count) {
    double[] selected = new double[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new DoubleVector(selected, count, Nulls.select(nulls, rows, count));
  }

  @Override
  public Vector withNulls(long @Nullable [] others) {
    return new DoubleVector(values, size, Nulls.either(nulls, others));
  }

  @Override
  public Vector first(int rows) {
    return new DoubleVector(values, rows, nulls);
  }
}
