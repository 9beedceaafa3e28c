package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;

/// Comparisons of floats, where `NaN` is equal to itself and above all other numbers.
record DoubleComparison(Comparison comparison) implements Kernel {
  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    double[] left = Widening.doubles(arguments[0]);
    double[] right = Widening.doubles(arguments[1]);
    boolean[] result = new boolean[rows];
    switch (comparison) {
      case EQUAL -> equal(left, right, result);
      case UNEQUAL -> {
        equal(left, right, result);
        negate(result);
      }
      case LESS -> less(left, right, result);
      case GREATER_OR_EQUAL -> {
        less(left, right, result);
        negate(result);
      }
      case GREATER -> less(right, left, result);
      case LESS_OR_EQUAL -> {
        less(right, left, result);
        negate(result);
      }
    }
    return new BooleanVector(
        result, rows, Nulls.either(arguments[0].nulls(), arguments[1].nulls()));
  }

  private static void equal(double[] left, double[] right, boolean[] result) {
    for (int i = 0; i < result.length; i++) {
      double a = left[i];
      double b = right[i];
      result[i] = a == b || (Double.isNaN(a) && Double.isNaN(b));
    }
  }

  private static void less(double[] left, double[] right, boolean[] result) {
    for (int i = 0; i < result.length; i++) {
      double a = left[i];
      double b = right[i];
      result[i] = a < b || (Double.isNaN(b) && !Double.isNaN(a));
    }
  }

  private static void negate(boolean[] result) {
    for (int i = 0; i < result.length; i++) {
      result[i] = !result[i];
    }
  }
}
