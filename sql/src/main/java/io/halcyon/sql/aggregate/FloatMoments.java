package io.halcyon.sql.aggregate;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Averages and variances of floats by Youngs and Cramer (1971), as `float8_accum` and
/// `float8_combine` of PostgreSQL's `float.c`.
final class FloatMoments implements Accumulator {
  private final Moment wanted;
  private double count;
  private double sum;
  private double squares;

  FloatMoments(Moment wanted) {
    this.wanted = wanted;
  }

  @Override
  public void add(@Nullable Object[] arguments) {
    if (!(arguments[0] instanceof Double boxed)) {
      return;
    }
    double value = boxed;
    double before = count;
    double sumBefore = sum;
    count += 1;
    sum += value;
    if (before > 0) {
      double deviation = value * count - sum;
      squares += deviation * deviation / (count * before);
      if (Double.isInfinite(sum) || Double.isInfinite(squares)) {
        if (!Double.isInfinite(sumBefore) && !Double.isInfinite(value)) {
          throw overflow();
        }
        squares = Double.NaN;
      }
    } else if (!Double.isFinite(value)) {
      squares = Double.NaN;
    }
  }

  static SqlError overflow() {
    return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {count, sum, squares};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    double otherCount = (Double) Objects.requireNonNull(partial[0]);
    double otherSum = (Double) Objects.requireNonNull(partial[1]);
    double otherSquares = (Double) Objects.requireNonNull(partial[2]);
    if (otherCount == 0) {
      return;
    }
    if (count == 0) {
      count = otherCount;
      sum = otherSum;
      squares = otherSquares;
      return;
    }
    double total = count + otherCount;
    double distance = sum / count - otherSum / otherCount;
    squares += otherSquares + count * otherCount * distance * distance / total;
    sum += otherSum;
    count = total;
  }

  @Override
  public @Nullable Object result() {
    if (count == 0 || (wanted.isSample() && count <= 1)) {
      return null;
    }
    return switch (wanted) {
      case AVERAGE -> sum / count;
      case VARIANCE_POPULATION -> squares / count;
      case VARIANCE_SAMPLE -> squares / (count - 1);
      case DEVIATION_POPULATION -> Math.sqrt(squares / count);
      case DEVIATION_SAMPLE -> Math.sqrt(squares / (count - 1));
    };
  }
}
