package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Walks over bound expressions.
public final class BoundTrees {
  private BoundTrees() {}

  /// Returns where the text of an expression begins, which for operators is where their left
  /// operand does (`exprLocation`).
  static Position start(BoundExpression expression) {
    Position start = expression.at();
    if (ownsStart(expression)) {
      return start;
    }
    for (BoundExpression child : children(expression)) {
      if (!(child instanceof BoundExpression.Placeholder)) {
        Position other = start(child);
        start = other.offset() < start.offset() ? other : start;
      }
    }
    return start;
  }

  private static boolean ownsStart(BoundExpression expression) {
    return expression instanceof BoundExpression.Leaf
        || expression instanceof BoundExpression.Conditional
        || expression instanceof BoundExpression.Extreme
        || expression instanceof BoundExpression.ArrayConstructor
        || expression instanceof BoundExpression.RowConstructor
        || expression instanceof BoundExpression.Aggregate
        || expression instanceof BoundExpression.GroupingCall
        || expression instanceof BoundExpression.WindowCall;
  }

  /// Returns whether a column of the query's own input occurs.
  static boolean hasColumns(BoundExpression expression) {
    if (expression instanceof BoundExpression.Column column) {
      return column.levelsUp() == 0;
    }
    return children(expression).stream().anyMatch(BoundTrees::hasColumns);
  }

  /// Returns whether an aggregate occurs, or what else there is only where rows are grouped.
  static boolean hasAggregates(BoundExpression expression) {
    return expression instanceof BoundExpression.Aggregate
        || expression instanceof BoundExpression.GroupingCall
        || children(expression).stream().anyMatch(BoundTrees::hasAggregates);
  }

  /// Returns the first expression of a kind that occurs in another; null if there is none.
  static <E extends BoundExpression> @Nullable E find(
      BoundExpression expression, Class<E> kind, Predicate<E> wanted) {
    if (kind.isInstance(expression)) {
      E found = kind.cast(expression);
      if (wanted.test(found)) {
        return found;
      }
    }
    for (BoundExpression child : children(expression)) {
      E found = find(child, kind, wanted);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Returns a window function's call that occurs in an expression; null if there is none.
  static BoundExpression.@Nullable WindowCall windowCall(BoundExpression expression) {
    return find(expression, BoundExpression.WindowCall.class, _ -> true);
  }

  /// Returns the operands of an expression.
  public static List<BoundExpression> children(BoundExpression expression) {
    List<BoundExpression> children = new ArrayList<>();
    var _ =
        replaceChildren(
            expression,
            child -> {
              children.add(child);
              return child;
            });
    return children;
  }

  /// Returns the expression with something else in the place of each operand.
  public static BoundExpression replaceChildren(
      BoundExpression expression, UnaryOperator<BoundExpression> change) {
    return switch (expression) {
      case BoundExpression.Leaf leaf -> leaf;
      case BoundExpression.Condition condition -> inCondition(condition, change);
      case BoundExpression.Conditional conditional -> inConditional(conditional, change);
      case BoundExpression.Composite composite -> inComposite(composite, change);
    };
  }

  private static List<BoundExpression> all(
      List<BoundExpression> expressions, UnaryOperator<BoundExpression> change) {
    return expressions.stream().map(change).toList();
  }

  private static BoundExpression inCondition(
      BoundExpression.Condition condition, UnaryOperator<BoundExpression> change) {
    return switch (condition) {
      case BoundExpression.And(var at, var operands) ->
          new BoundExpression.And(at, all(operands, change));
      case BoundExpression.Or(var at, var operands) ->
          new BoundExpression.Or(at, all(operands, change));
      case BoundExpression.Not(var at, var operand) ->
          new BoundExpression.Not(at, change.apply(operand));
      case BoundExpression.IsNull(var at, var operand, boolean negated) ->
          new BoundExpression.IsNull(at, change.apply(operand), negated);
      case BoundExpression.IsTruth(var at, var operand, var expected, boolean negated) ->
          new BoundExpression.IsTruth(at, change.apply(operand), expected, negated);
      case BoundExpression.DistinctFrom(
              var at,
              var equality,
              var left,
              var right,
              boolean negated) ->
          new BoundExpression.DistinctFrom(
              at, equality, change.apply(left), change.apply(right), negated);
      case BoundExpression.QuantifiedArray(
              var at,
              var function,
              boolean every,
              var left,
              var array) ->
          new BoundExpression.QuantifiedArray(
              at, function, every, change.apply(left), change.apply(array));
      case BoundExpression.RowComparison(
              var at,
              var equalities,
              var comparisons,
              var left,
              var right) ->
          new BoundExpression.RowComparison(
              at, equalities, comparisons, all(left, change), all(right, change));
    };
  }

  private static BoundExpression inConditional(
      BoundExpression.Conditional conditional, UnaryOperator<BoundExpression> change) {
    return switch (conditional) {
      case BoundExpression.Case(
              var at,
              var type,
              int modifier,
              var operand,
              int slot,
              var whens,
              var otherwise) -> {
        @Nullable BoundExpression changed = operand == null ? null : change.apply(operand);
        List<BoundExpression.When> branches =
            whens.stream()
                .map(when ->
                    new BoundExpression.When(
                        change.apply(when.condition()), change.apply(when.result())))
                .toList();
        yield new BoundExpression.Case(
            at, type, modifier, changed, slot, branches, change.apply(otherwise));
      }
      case BoundExpression.Coalesce(var at, var type, int modifier, var operands) ->
          new BoundExpression.Coalesce(at, type, modifier, all(operands, change));
    };
  }

  private static BoundExpression inComposite(
      BoundExpression.Composite composite, UnaryOperator<BoundExpression> change) {
    return switch (composite) {
      case BoundExpression.Call(
              var at,
              var function,
              var type,
              int modifier,
              var arguments,
              boolean variadic) ->
          new BoundExpression.Call(at, function, type, modifier, all(arguments, change), variadic);
      case BoundExpression.NullIf(
              var at,
              var type,
              int modifier,
              var equality,
              var left,
              var right) ->
          new BoundExpression.NullIf(
              at, type, modifier, equality, change.apply(left), change.apply(right));
      case BoundExpression.Extreme(
              var at,
              var type,
              int modifier,
              boolean greatest,
              var operands) ->
          new BoundExpression.Extreme(at, type, modifier, greatest, all(operands, change));
      case BoundExpression.ArrayConstructor(
              var at,
              var type,
              int modifier,
              var elements,
              boolean nested) ->
          new BoundExpression.ArrayConstructor(at, type, modifier, all(elements, change), nested);
      case BoundExpression.Subscript subscript -> inSubscript(subscript, change);
      case BoundExpression.RowConstructor(var at, var type, int modifier, var fields, var names) ->
          new BoundExpression.RowConstructor(at, type, modifier, all(fields, change), names);
      case BoundExpression.Relabel(var at, var type, int modifier, var operand) ->
          new BoundExpression.Relabel(at, type, modifier, change.apply(operand));
      case BoundExpression.TextConversion(var at, var type, int modifier, var operand) ->
          new BoundExpression.TextConversion(at, type, modifier, change.apply(operand));
      case BoundExpression.ElementConversion(
              var at,
              var type,
              int modifier,
              var operand,
              int slot,
              var element) ->
          new BoundExpression.ElementConversion(
              at, type, modifier, change.apply(operand), slot, element);
      case BoundExpression.Aggregate aggregate -> inAggregate(aggregate, change);
      case BoundExpression.WindowCall(
              var at,
              var function,
              var type,
              int modifier,
              var arguments,
              var filter,
              var window) ->
          new BoundExpression.WindowCall(
              at,
              function,
              type,
              modifier,
              all(arguments, change),
              filter == null ? null : change.apply(filter),
              window.map(change));
      case BoundExpression.GroupingCall(var at, var keys) ->
          new BoundExpression.GroupingCall(at, all(keys, change));
      case BoundExpression.Subquery subquery -> subquery;
    };
  }

  private static BoundExpression inSubscript(
      BoundExpression.Subscript subscript, UnaryOperator<BoundExpression> change) {
    List<BoundExpression.Bounds> bounds = new ArrayList<>();
    BoundExpression base = change.apply(subscript.base());
    for (BoundExpression.Bounds each : subscript.bounds()) {
      @Nullable BoundExpression lower = each.lower();
      @Nullable BoundExpression upper = each.upper();
      bounds.add(
          new BoundExpression.Bounds(
              lower == null ? null : change.apply(lower),
              upper == null ? null : change.apply(upper)));
    }
    return new BoundExpression.Subscript(
        subscript.at(),
        subscript.type(),
        subscript.modifier(),
        base,
        List.copyOf(bounds),
        subscript.slice());
  }

  private static BoundExpression inAggregate(
      BoundExpression.Aggregate aggregate, UnaryOperator<BoundExpression> change) {
    @Nullable BoundExpression filter = aggregate.filter();
    return new BoundExpression.Aggregate(
        aggregate.at(),
        aggregate.function(),
        aggregate.type(),
        aggregate.modifier(),
        all(aggregate.direct(), change),
        all(aggregate.arguments(), change),
        aggregate.order().stream()
            .map(key ->
                new SortKey(change.apply(key.expression()), key.descending(), key.nullsFirst()))
            .toList(),
        aggregate.distinct(),
        filter == null ? null : change.apply(filter));
  }

  /// Returns an expression over rows that have `offset` columns more in front.
  static BoundExpression shift(BoundExpression expression, int offset) {
    if (expression instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      return new BoundExpression.Column(
          column.at(),
          column.type(),
          column.modifier(),
          0,
          column.index() + offset,
          column.table(),
          column.name());
    }
    return replaceChildren(expression, child -> shift(child, offset));
  }

  /// Returns an expression as seen from a query `levels` further in.
  static BoundExpression raise(BoundExpression expression, int levels) {
    if (levels == 0) {
      return expression;
    }
    if (expression instanceof BoundExpression.Column column) {
      return new BoundExpression.Column(
          column.at(),
          column.type(),
          column.modifier(),
          column.levelsUp() + levels,
          column.index(),
          column.table(),
          column.name());
    }
    return replaceChildren(expression, child -> raise(child, levels));
  }

  /// Returns a column at another place of the text.
  static BoundExpression placed(BoundExpression expression, Position at) {
    if (expression instanceof BoundExpression.Column column) {
      return new BoundExpression.Column(
          at,
          column.type(),
          column.modifier(),
          column.levelsUp(),
          column.index(),
          column.table(),
          column.name());
    }
    return expression;
  }
}
