package io.halcyon.sql.aggregate;

import io.halcyon.sql.kernel.DecimalSpread;
import io.halcyon.sql.kernel.NumericArithmetic;
import io.halcyon.sql.value.Numeric;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Variances of integers and `numeric`, exact up to the last division.
final class NumericMoments implements Accumulator {
  private final Moment wanted;
  private long count;
  private Numeric sum = Numeric.ZERO;
  private Numeric squares = Numeric.ZERO;

  NumericMoments(Moment wanted) {
    this.wanted = wanted;
  }

  @Override
  public void add(@Nullable Object[] arguments) {
    @Nullable Object argument = arguments[0];
    if (argument == null) {
      return;
    }
    Numeric value =
        argument instanceof Numeric numeric ? numeric : Numeric.of(((Number) argument).longValue());
    count++;
    sum = NumericArithmetic.add(sum, value);
    squares = NumericArithmetic.add(squares, NumericArithmetic.multiply(value, value));
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {count, sum, squares};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    count += (Long) Objects.requireNonNull(partial[0]);
    sum = NumericArithmetic.add(sum, (Numeric) Objects.requireNonNull(partial[1]));
    squares = NumericArithmetic.add(squares, (Numeric) Objects.requireNonNull(partial[2]));
  }

  @Override
  public @Nullable Object result() {
    if (count == 0 || (wanted.isSample() && count == 1)) {
      return null;
    }
    if (!sum.isFinite()) {
      return Numeric.NAN;
    }
    return DecimalSpread.of(count, sum, squares, wanted.isSample(), wanted.isDeviation());
  }
}
