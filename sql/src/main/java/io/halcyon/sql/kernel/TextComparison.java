package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.ObjectVector;
import io.halcyon.sql.value.Order;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// Comparisons of strings, by code points.
record TextComparison(Comparison comparison) implements Kernel {
  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    @Nullable Object[] left = ((ObjectVector) arguments[0]).values();
    @Nullable Object[] right = ((ObjectVector) arguments[1]).values();
    long @Nullable [] nulls = Nulls.either(arguments[0].nulls(), arguments[1].nulls());
    boolean[] result = new boolean[rows];
    boolean equality = comparison == Comparison.EQUAL || comparison == Comparison.UNEQUAL;
    for (int i = 0; i < rows; i++) {
      if (left[i] instanceof String a && right[i] instanceof String b) {
        result[i] =
            equality
                ? a.equals(b) == (comparison == Comparison.EQUAL)
                : comparison.holds(Order.strings(a, b));
      }
    }
    return new BooleanVector(result, rows, nulls);
  }
}
