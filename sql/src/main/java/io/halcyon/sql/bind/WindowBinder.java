package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.CallQuantifier;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.ast.Window;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Binds calls with `OVER` and the windows of one `SELECT`: `transformWindowFuncCall` and
/// `transformWindowDefinitions` of PostgreSQL's `parse_agg.c` and `parse_clause.c`.
final class WindowBinder {
  private final BindContext context;
  private final Scope scope;
  private final QueryBinder queries;
  private final List<Window.Definition> definitions;
  private final Map<String, Named> named = new HashMap<>();
  private boolean bound;

  /// A window of the `WINDOW` clause.
  ///
  /// @param framed whether a frame is given
  private record Named(BoundWindow window, boolean framed) {}

  WindowBinder(
      BindContext context, Scope scope, QueryBinder queries, List<Window.Definition> definitions) {
    this.context = context;
    this.scope = scope;
    this.queries = queries;
    this.definitions = definitions;
  }

  /// Binds the `WINDOW` clause; nothing happens the second time.
  void bindDefinitions() {
    if (bound) {
      return;
    }
    bound = true;
    for (Window.Definition definition : definitions) {
      Window.Specification written = definition.specification();
      if (named.containsKey(definition.name())) {
        throw error("window \"%s\" is already defined".formatted(definition.name()), written.at());
      }
      named.put(definition.name(), new Named(specified(written, true), written.frame() != null));
    }
  }

  private static SqlError error(String message, Position at) {
    return new SqlError(SqlState.WINDOWING_ERROR, message, at);
  }

  private Named find(String name, Position at) {
    Named found = named.get(name);
    if (found == null) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT, "window \"%s\" does not exist".formatted(name), at);
    }
    return found;
  }

  /// Binds a call.
  ///
  /// @param over what follows `OVER`
  BoundExpression bind(
      ExpressionBinder expressions,
      Expression.Call call,
      Window over,
      CallBinder.Choice choice,
      CallBinder.Given given) {
    Function function = choice.function();
    requireForm(call, function, given);
    CallBinder.Arguments arguments = expressions.calls().arguments(choice, given, call.at());
    @Nullable BoundExpression filter =
        call.filter() == null
            ? null
            : expressions.in(Clause.FILTER).condition(call.filter(), "FILTER");
    for (BoundExpression argument : arguments.values()) {
      SetCalls.refuse(
          argument, "window function calls cannot contain set-returning function calls");
      BoundExpression.WindowCall nested = BoundTrees.windowCall(argument);
      if (nested != null) {
        throw error("window function calls cannot be nested", nested.at());
      }
    }
    bindDefinitions();
    BoundWindow window =
        switch (over) {
          case Window.Named(Position at, String name) -> find(name, at).window();
          case Window.Specification written -> specified(written, false);
        };
    return new BoundExpression.WindowCall(
        call.at(), function, arguments.result(), -1, arguments.values(), filter, window);
  }

  private static void requireForm(Expression.Call call, Function function, CallBinder.Given given) {
    Expression.Arguments arguments = call.arguments();
    String name = String.join(".", call.function().parts());
    switch (function.kind()) {
      case ORDERED_SET_AGGREGATE, HYPOTHETICAL_SET_AGGREGATE ->
          throw arguments.withinGroup()
              ? new SqlError(
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "OVER is not supported for ordered-set aggregate " + name,
                  call.at())
              : new SqlError(
                  SqlState.WRONG_OBJECT_TYPE,
                  "WITHIN GROUP is required for ordered-set aggregate " + name,
                  call.at());
      case FUNCTION ->
          throw new SqlError(
              SqlState.WRONG_OBJECT_TYPE,
              "OVER specified, but %s is not a window function nor an aggregate function"
                  .formatted(name),
              call.at());
      case WINDOW -> {
        if (arguments.withinGroup()) {
          throw new SqlError(
              SqlState.WRONG_OBJECT_TYPE,
              "window function %s cannot have WITHIN GROUP".formatted(name),
              call.at());
        }
      }
      case AGGREGATE -> {
        if (arguments.withinGroup()) {
          throw new SqlError(
              SqlState.WRONG_OBJECT_TYPE,
              name + " is not an ordered-set aggregate, so it cannot have WITHIN GROUP",
              call.at());
        }
      }
    }
    if (arguments.quantifier() == CallQuantifier.DISTINCT) {
      throw notImplemented("DISTINCT is not implemented for window functions", call);
    }
    boolean aggregate = function.kind() == Function.Kind.AGGREGATE;
    if (aggregate && given.values().isEmpty() && arguments.quantifier() != CallQuantifier.STAR) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE,
          name + "(*) must be used to call a parameterless aggregate function",
          call.at());
    }
    if (!arguments.orderBy().isEmpty()) {
      throw notImplemented("aggregate ORDER BY is not implemented for window functions", call);
    }
    if (!aggregate && call.filter() != null) {
      throw notImplemented("FILTER is not implemented for non-aggregate window functions", call);
    }
  }

  private static SqlError notImplemented(String message, Expression.Call call) {
    return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, message, call.at());
  }

  private ExpressionBinder expressions(Clause clause) {
    return new ExpressionBinder(context, scope, clause, queries);
  }

  /// @param definition whether it stands in the `WINDOW` clause
  private BoundWindow specified(Window.Specification written, boolean definition) {
    String base = written.base();
    Named copied = base == null ? null : find(base, written.at());
    List<SortKey> order = new ArrayList<>();
    for (SortItem item : written.orderBy()) {
      BoundExpression key = expressions(Clause.WINDOW).bind(item.expression());
      SortKey made = SortKeys.of(item, key, context.coercion);
      if (order.stream().noneMatch(known -> known.expression().equals(made.expression()))) {
        order.add(made);
      }
    }
    List<BoundExpression> partition = new ArrayList<>();
    for (Expression expression : written.partitionBy()) {
      BoundExpression key = partitionKey(expression);
      if (!partition.contains(key)) {
        partition.add(key);
      }
    }
    if (copied != null && base != null) {
      if (!partition.isEmpty()) {
        throw error(
            "cannot override PARTITION BY clause of window \"%s\"".formatted(base), written.at());
      }
      if (!order.isEmpty() && !copied.window().order().isEmpty()) {
        throw error(
            "cannot override ORDER BY clause of window \"%s\"".formatted(base), written.at());
      }
      if (copied.framed()) {
        SqlError refused =
            error(
                "cannot copy window \"%s\" because it has a frame clause".formatted(base),
                written.at());
        throw definition || !order.isEmpty() || written.frame() != null
            ? refused
            : refused.withHint("Omit the parentheses in this OVER clause.");
      }
      partition = copied.window().partition();
      order = order.isEmpty() ? copied.window().order() : order;
    }
    BoundWindow.Frame frame =
        written.frame() == null
            ? BoundWindow.Frame.DEFAULT
            : new FrameBinder(context, this::expressions)
                .bind(written.frame(), order, written.at());
    return new BoundWindow(List.copyOf(partition), List.copyOf(order), frame);
  }

  private BoundExpression partitionKey(Expression written) {
    BoundExpression bound = expressions(Clause.WINDOW).bind(written);
    BoundExpression key =
        bound.type().equals(Types.UNKNOWN) ? context.coercion.implicit(bound, Types.TEXT) : bound;
    SortKeys.requireEquality(key);
    return key;
  }
}
