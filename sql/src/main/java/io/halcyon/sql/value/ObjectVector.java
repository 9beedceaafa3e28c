package io.halcyon.sql.value;

import org.jspecify.annotations.Nullable;

/// A vector of objects; an element is null exactly where the row is NULL.
public record ObjectVector(@Nullable Object[] values, int size, long @Nullable [] nulls)
    implements Vector {
  @Override
  public @Nullable Object get(int row) {
    return isNull(row) ? null : values[row];
  }

  @Override
  public Vector select(int[] rows, int count) {
    @Nullable Object[] selected = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new ObjectVector(selected, count, Nulls.select(nulls, rows, count));
  }

  @Override
  public Vector withNulls(long @Nullable [] others) {
    return new ObjectVector(values, size, Nulls.either(nulls, others));
  }

  @Override
  public Vector first(int rows) {
    return new ObjectVector(values, rows, nulls);
  }
}
