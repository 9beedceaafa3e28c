package io.halcyon.sql.schema;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.function.Function;

/// Tells whether an expression always gives the same for the same row. Stateless.
final class Immutable {
  private Immutable() {}

  static boolean is(BoundExpression expression) {
    return switch (expression) {
      case BoundExpression.ContextValue _, BoundExpression.Subquery _ -> false;
      case BoundExpression.Call call
          when call.function().volatility() != Function.Volatility.IMMUTABLE ->
          false;
      default -> BoundTrees.children(expression).stream().allMatch(Immutable::is);
    };
  }
}
