package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.LongVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// `bigint` arithmetic, perhaps with narrower operands; see `IntArithmetic`.
record LongArithmetic(IntArithmetic.Operation operation) implements Kernel {
  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    long[] left = Widening.longs(arguments[0]);
    long[] right = Widening.longs(arguments[1]);
    long @Nullable [] nulls = Nulls.either(arguments[0].nulls(), arguments[1].nulls());
    long[] result = new long[rows];
    long overflow =
        switch (operation) {
          case ADD -> add(left, right, result, rows);
          case SUBTRACT -> subtract(left, right, result, rows);
          case MULTIPLY -> multiply(left, right, result, rows);
          case DIVIDE -> divide(left, right, result, nulls);
          case MODULO -> modulo(left, right, result, nulls);
        };
    if (overflow < 0) {
      requireExact(left, right, rows, nulls);
    }
    return new LongVector(result, rows, nulls);
  }

  /// Returns something negative if any sum has the wrong sign (Hacker's Delight, 2-13).
  private static long add(long[] left, long[] right, long[] result, int rows) {
    long overflow = 0;
    for (int i = 0; i < rows; i++) {
      long sum = left[i] + right[i];
      result[i] = sum;
      overflow |= (left[i] ^ sum) & (right[i] ^ sum);
    }
    return overflow;
  }

  private static long subtract(long[] left, long[] right, long[] result, int rows) {
    long overflow = 0;
    for (int i = 0; i < rows; i++) {
      long difference = left[i] - right[i];
      result[i] = difference;
      overflow |= (left[i] ^ right[i]) & (left[i] ^ difference);
    }
    return overflow;
  }

  private static long multiply(long[] left, long[] right, long[] result, int rows) {
    long overflow = 0;
    for (int i = 0; i < rows; i++) {
      long low = left[i] * right[i];
      result[i] = low;
      boolean exact = Math.multiplyHigh(left[i], right[i]) == low >> 63;
      overflow |= exact ? 0 : -1;
    }
    return overflow;
  }

  private static long divide(long[] left, long[] right, long[] result, long @Nullable [] nulls) {
    long overflow = 0;
    for (int i = 0; i < result.length; i++) {
      if (right[i] == 0) {
        requireNull(nulls, i);
        continue;
      }
      result[i] = left[i] / right[i];
      overflow |= left[i] == Long.MIN_VALUE && right[i] == -1 ? -1 : 0;
    }
    return overflow;
  }

  private static long modulo(long[] left, long[] right, long[] result, long @Nullable [] nulls) {
    for (int i = 0; i < result.length; i++) {
      if (right[i] == 0) {
        requireNull(nulls, i);
        continue;
      }
      result[i] = right[i] == -1 ? 0 : left[i] % right[i];
    }
    return 0;
  }

  private static void requireNull(long @Nullable [] nulls, int row) {
    if (!Nulls.isNull(nulls, row)) {
      throw Failures.divisionByZero();
    }
  }

  private void requireExact(long[] left, long[] right, int rows, long @Nullable [] nulls) {
    for (int i = 0; i < rows; i++) {
      if (!Nulls.isNull(nulls, i) && !exact(left[i], right[i])) {
        throw Failures.outOfRange("bigint");
      }
    }
  }

  private boolean exact(long a, long b) {
    return switch (operation) {
      case ADD -> ((a ^ (a + b)) & (b ^ (a + b))) >= 0;
      case SUBTRACT -> ((a ^ b) & (a ^ (a - b))) >= 0;
      case MULTIPLY -> Math.multiplyHigh(a, b) == (a * b) >> 63;
      case DIVIDE -> a != Long.MIN_VALUE || b != -1;
      case MODULO -> true;
    };
  }
}
