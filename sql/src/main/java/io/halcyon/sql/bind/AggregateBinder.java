package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.CallQuantifier;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Order;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds calls of aggregates: `transformAggregateCall` of PostgreSQL's `parse_agg.c`.
final class AggregateBinder {
  private final ExpressionBinder expressions;
  private final BindContext context;

  AggregateBinder(ExpressionBinder expressions, BindContext context) {
    this.expressions = expressions;
    this.context = context;
  }

  /// @param direct how many of the given values stand in the parentheses
  BoundExpression bind(
      Expression.Call call, CallBinder.Choice choice, CallBinder.Given given, int direct) {
    Function function = choice.function();
    requireForm(call, function, given);
    CallBinder.Arguments arguments = expressions.calls().arguments(choice, given, call.at());
    requireAllowed(call, arguments.values());
    List<BoundExpression> values = arguments.values();
    boolean ordered = function.kind() != Function.Kind.AGGREGATE;
    int directCount = ordered ? Math.min(direct, values.size()) : 0;
    List<BoundExpression> aggregated = List.copyOf(values.subList(directCount, values.size()));
    boolean distinct = call.arguments().quantifier() == CallQuantifier.DISTINCT;
    List<SortKey> order = order(call, aggregated, ordered);
    if (distinct) {
      requireSortable(aggregated, order, call);
    }
    @Nullable BoundExpression filter =
        call.filter() == null
            ? null
            : expressions.in(Clause.FILTER).condition(call.filter(), "FILTER");
    return new BoundExpression.Aggregate(
        call.at(),
        function,
        arguments.result(),
        -1,
        List.copyOf(values.subList(0, directCount)),
        aggregated,
        order,
        distinct,
        filter);
  }

  private static void requireForm(Expression.Call call, Function function, CallBinder.Given given) {
    Expression.Arguments arguments = call.arguments();
    String name = String.join(".", call.function().parts());
    boolean plain = function.kind() == Function.Kind.AGGREGATE;
    if (plain && given.values().isEmpty() && arguments.quantifier() != CallQuantifier.STAR) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE,
          name + "(*) must be used to call a parameterless aggregate function",
          call.at());
    }
    if (plain && arguments.withinGroup()) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE,
          name + " is not an ordered-set aggregate, so it cannot have WITHIN GROUP",
          call.at());
    }
    if (!plain && !arguments.withinGroup()) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE,
          "WITHIN GROUP is required for ordered-set aggregate " + name,
          call.at());
    }
  }

  private void requireAllowed(Expression.Call call, List<BoundExpression> arguments) {
    if (!expressions.clause().allowsAggregates()) {
      throw new SqlError(
          SqlState.GROUPING_ERROR,
          "aggregate functions are not allowed in " + expressions.clause().words(),
          call.at());
    }
    for (BoundExpression argument : arguments) {
      if (BoundTrees.hasAggregates(argument)) {
        throw new SqlError(
            SqlState.GROUPING_ERROR,
            "aggregate function calls cannot be nested",
            nested(argument).at());
      }
      SetCalls.refuse(
          argument, "aggregate function calls cannot contain set-returning function calls");
      BoundExpression.WindowCall window = BoundTrees.windowCall(argument);
      if (window != null) {
        throw new SqlError(
            SqlState.GROUPING_ERROR,
            "aggregate function calls cannot contain window function calls",
            window.at());
      }
    }
  }

  private static BoundExpression nested(BoundExpression expression) {
    if (expression instanceof BoundExpression.Aggregate) {
      return expression;
    }
    for (BoundExpression child : BoundTrees.children(expression)) {
      if (BoundTrees.hasAggregates(child)) {
        return nested(child);
      }
    }
    return expression;
  }

  private List<SortKey> order(
      Expression.Call call, List<BoundExpression> aggregated, boolean ordered) {
    List<SortKey> keys = new ArrayList<>();
    List<SortItem> items = call.arguments().orderBy();
    for (int i = 0; i < items.size(); i++) {
      BoundExpression expression =
          ordered ? aggregated.get(i) : expressions.bind(items.get(i).expression());
      keys.add(SortKeys.of(items.get(i), expression, context.coercion));
    }
    return List.copyOf(keys);
  }

  private static void requireSortable(
      List<BoundExpression> aggregated, List<SortKey> order, Expression.Call call) {
    for (BoundExpression argument : aggregated) {
      if (!Order.exists(argument.type()) && !argument.type().equals(Types.UNKNOWN)) {
        throw new SqlError(
            SqlState.UNDEFINED_FUNCTION,
            "could not identify an equality operator for type " + argument.type(),
            argument.at());
      }
    }
    for (int i = 0; i < order.size(); i++) {
      if (!aggregated.contains(order.get(i).expression())) {
        throw new SqlError(
            SqlState.INVALID_COLUMN_REFERENCE,
            "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list",
            call.arguments().orderBy().get(i).expression().at());
      }
    }
  }
}
