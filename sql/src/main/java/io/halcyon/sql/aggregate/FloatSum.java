package io.halcyon.sql.aggregate;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.DoubleVector;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// `sum` of floats, in the order of the rows.
final class FloatSum implements Accumulator {
  private final boolean real;
  private boolean any;
  private double sum;

  FloatSum(boolean real) {
    this.real = real;
  }

  @Override
  public void add(@Nullable Object[] arguments) {
    if (arguments[0] instanceof Double value) {
      add(value.doubleValue());
    }
  }

  private void add(double value) {
    double exact = any ? sum + value : value;
    double next = real ? (float) exact : exact;
    if (Double.isInfinite(next) && !Double.isInfinite(sum) && !Double.isInfinite(value)) {
      throw new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
    }
    any = true;
    sum = next;
  }

  @Override
  public void addAll(Vector[] arguments, int rows) {
    DoubleVector vector = (DoubleVector) arguments[0];
    for (int row = 0; row < rows; row++) {
      if (!vector.isNull(row)) {
        add(vector.values()[row]);
      }
    }
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {any ? (Object) sum : null};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    add(partial);
  }

  @Override
  public @Nullable Object result() {
    return any ? (Object) sum : null;
  }
}
