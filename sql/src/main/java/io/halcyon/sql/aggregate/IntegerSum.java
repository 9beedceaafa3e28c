package io.halcyon.sql.aggregate;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.kernel.NumericArithmetic;
import io.halcyon.sql.value.IntVector;
import io.halcyon.sql.value.LongVector;
import io.halcyon.sql.value.Numeric;
import io.halcyon.sql.value.Vector;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `sum` and `avg` of integers: a sum of 128 bits, from 64 that are carried over.
final class IntegerSum implements Accumulator {
  /// What is made of the sum.
  enum Result {
    BIGINT,
    NUMERIC,
    AVERAGE
  }

  private final Result wanted;
  private long count;
  private BigInteger carried = BigInteger.ZERO;
  private long sum;

  IntegerSum(Result wanted) {
    this.wanted = wanted;
  }

  @Override
  public void add(@Nullable Object[] arguments) {
    if (arguments[0] instanceof Number number) {
      count++;
      add(number.longValue());
    }
  }

  private void add(long value) {
    long next = sum + value;
    if (((sum ^ next) & (value ^ next)) < 0) {
      carry();
      next = value;
    }
    sum = next;
  }

  private void carry() {
    carried = carried.add(BigInteger.valueOf(sum));
    sum = 0;
  }

  @Override
  public void addAll(Vector[] arguments, int rows) {
    if (arguments[0] instanceof IntVector(int[] values, _, long @Nullable [] nulls)
        && nulls == null) {
      long partial = 0;
      for (int row = 0; row < rows; row++) {
        partial += values[row];
      }
      count += rows;
      add(partial);
    } else if (arguments[0] instanceof LongVector(long[] values, _, long @Nullable [] nulls)
        && nulls == null) {
      for (int row = 0; row < rows; row++) {
        add(values[row]);
      }
      count += rows;
    } else {
      Accumulator.super.addAll(arguments, rows);
    }
  }

  private Numeric total() {
    return Numeric.of(carried.add(BigInteger.valueOf(sum)));
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {count, total()};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    count += (Long) Objects.requireNonNull(partial[0]);
    Numeric other = (Numeric) Objects.requireNonNull(partial[1]);
    carried = carried.add(other.decimal().toBigIntegerExact());
  }

  @Override
  public @Nullable Object result() {
    if (count == 0) {
      return null;
    }
    Numeric total = total();
    return switch (wanted) {
      case BIGINT -> {
        BigInteger exact = total.decimal().toBigIntegerExact();
        if (exact.bitLength() >= Long.SIZE) {
          throw new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        yield exact.longValue();
      }
      case NUMERIC -> total;
      case AVERAGE -> NumericArithmetic.divide(total, Numeric.of(count));
    };
  }
}
