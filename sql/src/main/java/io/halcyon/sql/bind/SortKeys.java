package io.halcyon.sql.bind;

import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Order;

/// Makes sort keys of the items of an `ORDER BY`.
final class SortKeys {
  private SortKeys() {}

  /// Requires that values of an expression can be told apart, for groups and the like.
  ///
  /// @throws SqlError if they cannot
  static void requireEquality(BoundExpression expression) {
    if (!Order.exists(expression.type())) {
      throw new SqlError(
          SqlState.UNDEFINED_FUNCTION,
          "could not identify an equality operator for type " + expression.type(),
          BoundTrees.start(expression));
    }
  }

  static SortKey of(SortItem item, BoundExpression expression, Coercion coercion) {
    BoundExpression key =
        expression.type().equals(Types.UNKNOWN)
            ? coercion.implicit(expression, Types.TEXT)
            : expression;
    boolean descending = item.direction() == SortItem.Direction.DESC;
    if (item.using() != null) {
      descending =
          switch (item.using().symbol()) {
            case "<" -> false;
            case ">" -> true;
            default ->
                throw new SqlError(
                        SqlState.WRONG_OBJECT_TYPE,
                        "operator " + item.using().symbol() + " is not a valid ordering operator",
                        item.at())
                    .withHint(
                        "Ordering operators must be \"<\" or \">\" members of btree operator"
                            + " families.");
          };
    }
    if (!Order.exists(key.type())) {
      throw new SqlError(
              SqlState.UNDEFINED_FUNCTION,
              "could not identify an ordering operator for type " + key.type(),
              key.at())
          .withHint("Use an explicit ordering operator or modify the query.");
    }
    boolean nullsFirst =
        switch (item.nulls()) {
          case FIRST -> true;
          case LAST -> false;
          case DEFAULT -> descending;
        };
    return new SortKey(key, descending, nullsFirst);
  }
}
