package io.halcyon.sql.schema;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.function.Function;

/// Tells whether an expression gives another value each time it is asked. Stateless.
final class Volatile {
  private Volatile() {}

  static boolean is(BoundExpression expression) {
    return (expression instanceof BoundExpression.Call call
            && call.function().volatility() == Function.Volatility.VOLATILE)
        || BoundTrees.children(expression).stream().anyMatch(Volatile::is);
  }
}
