package io.halcyon.sql.execute;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.bind.OuterReferences;
import io.halcyon.sql.function.Function;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Conditions, taken apart and moved about. Stateless.
final class Conjuncts {
  private Conjuncts() {}

  /// Returns the conditions all of which must be true for one to be.
  static List<BoundExpression> of(@Nullable BoundExpression condition) {
    List<BoundExpression> found = new ArrayList<>();
    if (condition != null) {
      collect(condition, found);
    }
    return found;
  }

  private static void collect(BoundExpression condition, List<BoundExpression> found) {
    if (condition instanceof BoundExpression.And(_, var operands)) {
      operands.forEach(operand -> collect(operand, found));
    } else {
      found.add(condition);
    }
  }

  /// Returns whether an expression may be evaluated elsewhere, over rows with other columns: it
  /// looks at columns only in plain sight, and gives the same however often it is asked.
  static boolean movable(BoundExpression expression) {
    return switch (expression) {
      case BoundExpression.Subquery subquery -> !OuterReferences.in(subquery.query());
      case BoundExpression.Call call
          when call.function().volatility() == Function.Volatility.VOLATILE
              || call.function().returnsSet() ->
          false;
      default -> BoundTrees.children(expression).stream().allMatch(Conjuncts::movable);
    };
  }

  /// Adds the columns of the row that an expression looks at; all of `width` if they are not in
  /// plain sight.
  static void columns(BoundExpression expression, int width, BitSet found) {
    if (expression instanceof BoundExpression.Column column) {
      if (column.levelsUp() == 0) {
        found.set(column.index());
      }
      return;
    }
    if (expression instanceof BoundExpression.Subquery subquery) {
      if (OuterReferences.in(subquery.query())) {
        found.set(0, width);
      }
      return;
    }
    BoundTrees.children(expression).forEach(child -> columns(child, width, found));
  }

  /// Returns the columns of the row that an expression looks at.
  static BitSet columns(BoundExpression expression, int width) {
    BitSet found = new BitSet();
    columns(expression, width, found);
    return found;
  }

  /// Returns an expression with something else in the place of each column of the row.
  static BoundExpression substitute(
      BoundExpression expression, IntFunction<BoundExpression> replacement) {
    if (expression instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      return replacement.apply(column.index());
    }
    return BoundTrees.replaceChildren(expression, child -> substitute(child, replacement));
  }

  /// Returns an expression over rows that lack the first `offset` columns.
  static BoundExpression shifted(BoundExpression expression, int offset) {
    if (expression instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      return new BoundExpression.Column(
          column.at(),
          column.type(),
          column.modifier(),
          0,
          column.index() - offset,
          column.table(),
          column.name());
    }
    return BoundTrees.replaceChildren(expression, child -> shifted(child, offset));
  }
}
