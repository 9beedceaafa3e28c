package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Window;
import io.halcyon.sql.ast.Window.BoundKind;
import io.halcyon.sql.ast.Window.FrameUnit;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Cast;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Binds frames of windows: `transformFrameOffset` of PostgreSQL's `parse_clause.c`.
final class FrameBinder {
  private final BindContext context;
  private final java.util.function.Function<Clause, ExpressionBinder> expressions;

  FrameBinder(
      BindContext context, java.util.function.Function<Clause, ExpressionBinder> expressions) {
    this.context = context;
    this.expressions = expressions;
  }

  /// @param at where the window stands
  BoundWindow.Frame bind(Window.Frame frame, List<SortKey> order, Position at) {
    Window.Bound end =
        frame.end() == null ? new Window.Bound(BoundKind.CURRENT_ROW, null) : frame.end();
    boolean offset = frame.start().offset() != null || end.offset() != null;
    if (frame.unit() == FrameUnit.RANGE && offset && order.size() != 1) {
      throw new SqlError(
          SqlState.WINDOWING_ERROR,
          "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column",
          at);
    }
    if (frame.unit() == FrameUnit.GROUPS && order.isEmpty()) {
      throw new SqlError(SqlState.WINDOWING_ERROR, "GROUPS mode requires an ORDER BY clause", at);
    }
    return new BoundWindow.Frame(
        frame.unit(),
        end(frame.unit(), frame.start(), order),
        end(frame.unit(), end, order),
        frame.exclusion() == Window.Exclusion.NO_OTHERS
            ? Window.Exclusion.NONE
            : frame.exclusion());
  }

  private BoundWindow.End end(FrameUnit unit, Window.Bound bound, List<SortKey> order) {
    Expression written = bound.offset();
    if (written == null) {
      return new BoundWindow.End(bound.kind(), null, null);
    }
    Clause clause =
        switch (unit) {
          case ROWS -> Clause.WINDOW_ROWS;
          case RANGE -> Clause.WINDOW_RANGE;
          case GROUPS -> Clause.WINDOW_GROUPS;
        };
    BoundExpression offset = expressions.apply(clause).bind(written);
    @Nullable Function inRange = null;
    if (unit == FrameUnit.RANGE) {
      inRange = inRange(order.getFirst().expression().type(), offset);
      offset =
          Objects.requireNonNull(
              context.coercion.toTarget(
                  offset, inRange.arguments().get(2), -1, Cast.Context.IMPLICIT, offset.at()));
    } else {
      offset = context.coercion.assignable(offset, Types.INT8, unit.name());
    }
    if (BoundTrees.hasColumns(offset)) {
      throw new SqlError(
          SqlState.INVALID_COLUMN_REFERENCE,
          "argument of %s must not contain variables".formatted(unit.name()),
          QueryBinder.firstColumn(offset));
    }
    return new BoundWindow.End(bound.kind(), offset, inRange);
  }

  /// Returns the `in_range` of a type of column and an offset.
  private Function inRange(SqlType column, BoundExpression offset) {
    SqlType ordered = column.equals(Types.VARCHAR) ? Types.TEXT : column;
    List<Function> all =
        context.catalog.functions(List.of("pg_catalog", "in_range")).stream()
            .filter(function -> function.arguments().getFirst().equals(ordered))
            .toList();
    if (all.isEmpty()) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "RANGE with offset PRECEDING/FOLLOWING is not supported for column type " + ordered,
          offset.at());
    }
    SqlType preferred = offset.type().equals(Types.UNKNOWN) ? ordered : offset.type();
    List<Function> possible =
        all.stream()
            .filter(function ->
                Coercion.possible(
                    offset.type(), function.arguments().get(2), Cast.Context.IMPLICIT))
            .toList();
    for (Function function : possible) {
      if (function.arguments().get(2).equals(preferred)) {
        return function;
      }
    }
    if (possible.size() == 1) {
      return possible.getFirst();
    }
    boolean none = possible.isEmpty();
    throw new SqlError(
            SqlState.FEATURE_NOT_SUPPORTED,
            "RANGE with offset PRECEDING/FOLLOWING %s for column type %s and offset type %s"
                .formatted(
                    none ? "is not supported" : "has multiple interpretations",
                    ordered,
                    offset.type()),
            offset.at())
        .withHint(
            none
                ? "Cast the offset value to an appropriate type."
                : "Cast the offset value to the exact intended type.");
  }
}
