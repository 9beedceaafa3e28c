package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.DoubleVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// `double precision` and `real` arithmetic with PostgreSQL's checks: a result that is infinite or
/// zero must come from operands that allow it (`float.h`).
///
/// @param real whether results are rounded to `real`
record DoubleArithmetic(Operation operation, boolean real) implements Kernel {
  /// What is done.
  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
  }

  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    double[] left = Widening.doubles(arguments[0]);
    double[] right = Widening.doubles(arguments[1]);
    long @Nullable [] nulls = Nulls.either(arguments[0].nulls(), arguments[1].nulls());
    double[] result = new double[rows];
    switch (operation) {
      case ADD -> {
        for (int i = 0; i < rows; i++) {
          result[i] = left[i] + right[i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < rows; i++) {
          result[i] = left[i] - right[i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < rows; i++) {
          result[i] = left[i] * right[i];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < rows; i++) {
          result[i] = left[i] / right[i];
        }
      }
    }
    if (real) {
      for (int i = 0; i < rows; i++) {
        result[i] = (float) result[i];
      }
    }
    if (anySuspect(right, result, rows)) {
      check(left, right, result, nulls);
    }
    return new DoubleVector(result, rows, nulls);
  }

  /// Returns whether any row needs a closer look: an infinity, a zero, or a division by zero.
  private boolean anySuspect(double[] right, double[] result, int rows) {
    boolean division = operation == Operation.DIVIDE;
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      double value = result[i];
      suspect |= Math.abs(value) > Double.MAX_VALUE;
      suspect |= value == 0;
      suspect |= division && right[i] == 0;
    }
    return suspect;
  }

  private void check(double[] left, double[] right, double[] result, long @Nullable [] nulls) {
    for (int i = 0; i < result.length; i++) {
      if (Nulls.isNull(nulls, i)) {
        continue;
      }
      double a = left[i];
      double b = right[i];
      if (operation == Operation.DIVIDE && b == 0 && !Double.isNaN(a)) {
        throw Failures.divisionByZero();
      }
      if (Double.isInfinite(result[i]) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
        throw Failures.floatOverflow();
      }
      if (result[i] == 0 && underflows(a, b)) {
        throw Failures.floatUnderflow();
      }
    }
  }

  private boolean underflows(double a, double b) {
    return switch (operation) {
      case ADD, SUBTRACT -> false;
      case MULTIPLY -> a != 0 && b != 0;
      case DIVIDE -> a != 0 && !Double.isInfinite(b);
    };
  }
}
