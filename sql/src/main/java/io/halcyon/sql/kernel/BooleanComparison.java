package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;

/// Comparisons of booleans; false is below true.
record BooleanComparison(Comparison comparison) implements Kernel {
  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    boolean[] left = ((BooleanVector) arguments[0]).values();
    boolean[] right = ((BooleanVector) arguments[1]).values();
    boolean[] result = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      result[i] = comparison.holds(Boolean.compare(left[i], right[i]));
    }
    return new BooleanVector(
        result, rows, Nulls.either(arguments[0].nulls(), arguments[1].nulls()));
  }
}
