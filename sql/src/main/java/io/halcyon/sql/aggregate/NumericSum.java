package io.halcyon.sql.aggregate;

import io.halcyon.sql.kernel.NumericArithmetic;
import io.halcyon.sql.value.Numeric;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `sum` and `avg` of `numeric`.
final class NumericSum implements Accumulator {
  private final boolean average;
  private long count;
  private Numeric sum = Numeric.ZERO;

  NumericSum(boolean average) {
    this.average = average;
  }

  @Override
  public void add(@Nullable Object[] arguments) {
    if (arguments[0] instanceof Numeric value) {
      count++;
      sum = NumericArithmetic.add(sum, value);
    }
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {count, sum};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    count += (Long) Objects.requireNonNull(partial[0]);
    sum = NumericArithmetic.add(sum, (Numeric) Objects.requireNonNull(partial[1]));
  }

  @Override
  public @Nullable Object result() {
    if (count == 0) {
      return null;
    }
    return average ? NumericArithmetic.divide(sum, Numeric.of(count)) : sum;
  }
}
