package io.halcyon.sql.ast;

import org.jspecify.annotations.Nullable;

/// One item of `ORDER BY`.
///
/// @param using the operator of `USING`, null if none is given; excludes a direction
public record SortItem(
    Position at,
    Expression expression,
    Direction direction,
    @Nullable OperatorName using,
    NullsOrder nulls) {
  /// `ASC`, `DESC`, or neither.
  public enum Direction {
    DEFAULT,
    ASC,
    DESC
  }

  /// `NULLS FIRST`, `NULLS LAST`, or neither.
  public enum NullsOrder {
    DEFAULT,
    FIRST,
    LAST
  }
}
