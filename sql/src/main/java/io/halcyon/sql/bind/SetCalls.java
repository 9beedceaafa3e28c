package io.halcyon.sql.bind;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Set-returning functions in a select list: each row of the input with the rows that these give
/// for it, side by side, the shorter ones filled up with NULLs; with none if all are empty.
final class SetCalls {
  private final BoundQuery input;
  private final int width;
  private final List<BoundExpression.Call> calls = new ArrayList<>();

  SetCalls(BoundQuery input) {
    this.input = input;
    this.width = input.columns().size();
  }

  /// Returns expressions over the input and what the set-returning functions in them give.
  BoundQuery project(List<OutputColumn> columns, List<BoundExpression> expressions) {
    List<BoundExpression> rewritten = expressions.stream().map(this::rewrite).toList();
    if (calls.isEmpty()) {
      return new BoundQuery.Project(input, columns, List.copyOf(expressions));
    }
    List<OutputColumn> sets = new ArrayList<>();
    List<BoundExpression> raised = new ArrayList<>();
    for (BoundExpression.Call call : calls) {
      sets.add(new OutputColumn(call.function().name(), call.type(), call.modifier()));
      raised.add(BoundTrees.raise(call, 1));
    }
    BoundQuery functions =
        new BoundQuery.FunctionScan(List.copyOf(sets), List.copyOf(raised), false);
    return new BoundQuery.Project(
        BoundQuery.Join.of(BoundQuery.Join.Kind.INNER, input, functions, null, true),
        columns,
        rewritten);
  }

  private BoundExpression rewrite(BoundExpression expression) {
    if (expression instanceof BoundExpression.Call call && call.function().returnsSet()) {
      requireSimple(call);
      int index = calls.size();
      calls.add(call);
      return new BoundExpression.Column(
          call.at(), call.type(), call.modifier(), 0, width + index, "", "");
    }
    switch (expression) {
      case BoundExpression.Case _ ->
          refuse(expression, "set-returning functions are not allowed in CASE");
      case BoundExpression.Coalesce _ ->
          refuse(expression, "set-returning functions are not allowed in COALESCE");
      default -> {}
    }
    return BoundTrees.replaceChildren(expression, this::rewrite);
  }

  private static void requireSimple(BoundExpression.Call call) {
    if (call.function().outputs().size() > 1) {
      throw SqlError.unsupported(
          "a function that returns rows of several columns outside of FROM", call.at());
    }
    for (BoundExpression argument : call.arguments()) {
      boolean subquery =
          BoundTrees.find(argument, BoundExpression.Subquery.class, _ -> true) != null;
      if (setIn(argument) != null || subquery) {
        throw SqlError.unsupported(
            "a set-returning function or a subquery within a set-returning function", call.at());
      }
    }
  }

  /// @throws SqlError with a message, if a set-returning function is called in an expression
  static void refuse(BoundExpression expression, String message) {
    BoundExpression.Call set = setIn(expression);
    if (set != null) {
      throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, message, set.at())
          .withHint(
              "You might be able to move the set-returning function into a LATERAL FROM item.");
    }
  }

  private static BoundExpression.@Nullable Call setIn(BoundExpression expression) {
    return BoundTrees.find(
        expression, BoundExpression.Call.class, call -> call.function().returnsSet());
  }
}
