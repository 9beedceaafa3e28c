package io.halcyon.sql.table;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Operator;
import io.halcyon.sql.function.Operators;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A condition that an index may serve: something of the row, compared with what is fixed while the
/// table is read.
///
/// @param subject a column or expression of the row
/// @param value what it is compared with; the array for `IN`; null for `IS_NULL`
/// @param valueType the type of one value
record Comparison(
    BoundExpression subject, Kind kind, @Nullable BoundExpression value, SqlType valueType) {
  /// How they compare.
  enum Kind {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN,
    IS_NULL;

    /// Returns whether it bounds values from below.
    boolean fromBelow() {
      return this == GREATER || this == GREATER_OR_EQUAL;
    }

    Kind swapped() {
      return switch (this) {
        case LESS -> GREATER;
        case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
        case GREATER -> LESS;
        case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
        case EQUAL, IN, IS_NULL -> this;
      };
    }
  }

  private static final Map<Integer, Kind> BY_FUNCTION = new HashMap<>();

  static {
    note("=", Kind.EQUAL);
    note("<", Kind.LESS);
    note("<=", Kind.LESS_OR_EQUAL);
    note(">", Kind.GREATER);
    note(">=", Kind.GREATER_OR_EQUAL);
  }

  private static void note(String symbol, Kind kind) {
    for (Operator operator : Operators.named(symbol, false)) {
      BY_FUNCTION.put(operator.function(), kind);
    }
  }

  /// Returns the comparisons among conditions; what is none is left out, for it is checked on each
  /// row anyway.
  static List<Comparison> among(List<BoundExpression> conditions) {
    List<Comparison> found = new ArrayList<>();
    for (BoundExpression condition : conditions) {
      Comparison comparison = of(condition);
      if (comparison != null) {
        found.add(comparison);
      }
    }
    return found;
  }

  /// Returns the comparison that a condition is; null if it is none.
  static @Nullable Comparison of(BoundExpression condition) {
    return switch (condition) {
      case BoundExpression.Call(_, Function function, _, _, var arguments, _)
          when arguments.size() == 2 && BY_FUNCTION.containsKey(function.id()) ->
          compared(function, arguments.getFirst(), arguments.getLast());
      case BoundExpression.QuantifiedArray(_, Function function, boolean all, var left, var array)
          when !all && BY_FUNCTION.get(function.id()) == Kind.EQUAL && isFixed(array) ->
          new Comparison(subject(left), Kind.IN, array, Types.elementOf(array.type()));
      case BoundExpression.IsNull(_, var operand, boolean negated) when !negated ->
          new Comparison(subject(operand), Kind.IS_NULL, null, operand.type());
      case BoundExpression.Column column when column.type().equals(Types.BOOL) ->
          new Comparison(
              subject(column),
              Kind.EQUAL,
              new BoundExpression.Constant(column.at(), Types.BOOL, -1, true),
              Types.BOOL);
      case BoundExpression.Not(_, BoundExpression.Column column) ->
          new Comparison(
              subject(column),
              Kind.EQUAL,
              new BoundExpression.Constant(column.at(), Types.BOOL, -1, false),
              Types.BOOL);
      default -> null;
    };
  }

  private static @Nullable Comparison compared(
      Function function, BoundExpression left, BoundExpression right) {
    Kind kind = BY_FUNCTION.get(function.id());
    if (kind == null) {
      return null;
    }
    if (isFixed(right) && !isFixed(left)) {
      return new Comparison(subject(left), kind, right, right.type());
    }
    if (isFixed(left) && !isFixed(right)) {
      return new Comparison(subject(right), kind.swapped(), left, left.type());
    }
    return null;
  }

  /// Returns whether a value is the same for all rows of the table, however often it is asked for.
  static boolean isFixed(BoundExpression expression) {
    return switch (expression) {
      case BoundExpression.Column column -> column.levelsUp() > 0;
      case BoundExpression.Placeholder _, BoundExpression.Subquery _ -> false;
      case BoundExpression.Call call
          when call.function().volatility() == Function.Volatility.VOLATILE ->
          false;
      default -> BoundTrees.children(expression).stream().allMatch(Comparison::isFixed);
    };
  }

  /// Returns an expression as indexes know it: without names, and without conversions that change
  /// nothing.
  static BoundExpression subject(BoundExpression expression) {
    return switch (expression) {
      case BoundExpression.Relabel(_, _, _, var operand)
          when operand.type().carrier() == expression.type().carrier() ->
          subject(operand);
      case BoundExpression.Column column ->
          new BoundExpression.Column(
              column.at(),
              column.type(),
              column.modifier(),
              column.levelsUp(),
              column.index(),
              "",
              "");
      default -> BoundTrees.replaceChildren(expression, Comparison::subject);
    };
  }
}
