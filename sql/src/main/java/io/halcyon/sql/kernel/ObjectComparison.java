package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Comparisons of values that are objects, by their type's order.
record ObjectComparison(Comparison comparison, Comparator<Object> order) implements Kernel {
  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    long @Nullable [] nulls = Nulls.either(arguments[0].nulls(), arguments[1].nulls());
    boolean[] result = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      if (!Nulls.isNull(nulls, i)) {
        Object left = Objects.requireNonNull(arguments[0].get(i));
        Object right = Objects.requireNonNull(arguments[1].get(i));
        result[i] = comparison.holds(order.compare(left, right));
      }
    }
    return new BooleanVector(result, rows, nulls);
  }
}
