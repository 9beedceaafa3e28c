package io.halcyon.sql.bind;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;

/// Set-returning functions in a select list: each row of the input with the rows that these give
/// for it, side by side, the shorter ones filled up with NULLs; with none if all are empty.
final class SetCalls {
  private static final String HINT =
      "You might be able to move the set-returning function into a LATERAL FROM item.";

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
    String construct =
        switch (expression) {
          case BoundExpression.Case _ -> "CASE";
          case BoundExpression.Coalesce _ -> "COALESCE";
          default -> "";
        };
    if (!construct.isEmpty()) {
      BoundExpression.Call within = setIn(expression);
      if (within != null) {
        throw new SqlError(
                SqlState.FEATURE_NOT_SUPPORTED,
                "set-returning functions are not allowed in " + construct,
                within.at())
            .withHint(HINT);
      }
    }
    return BoundTrees.replaceChildren(expression, this::rewrite);
  }

  private static void requireSimple(BoundExpression.Call call) {
    if (call.function().outputs().size() > 1) {
      throw SqlError.unsupported(
          "a function that returns rows of several columns outside of FROM", call.at());
    }
    for (BoundExpression argument : call.arguments()) {
      if (setIn(argument) != null || hasSubquery(argument)) {
        throw SqlError.unsupported(
            "a set-returning function or a subquery within a set-returning function", call.at());
      }
    }
  }

  /// Returns a set-returning call in an expression; null if there is none.
  static BoundExpression.@org.jspecify.annotations.Nullable Call setIn(BoundExpression expression) {
    if (expression instanceof BoundExpression.Call call && call.function().returnsSet()) {
      return call;
    }
    for (BoundExpression child : BoundTrees.children(expression)) {
      BoundExpression.Call found = setIn(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean hasSubquery(BoundExpression expression) {
    return expression instanceof BoundExpression.Subquery
        || BoundTrees.children(expression).stream().anyMatch(SetCalls::hasSubquery);
  }
}
