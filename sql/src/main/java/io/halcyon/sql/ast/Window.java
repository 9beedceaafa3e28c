package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A window: what follows `OVER`.
public sealed interface Window {
  /// `OVER name`.
  record Named(Position at, String name) implements Window {}

  /// `OVER (…)`, or a definition in the `WINDOW` clause.
  ///
  /// @param base the window that this one refines; null if none
  record Specification(
      Position at,
      @Nullable String base,
      List<Expression> partitionBy,
      List<SortItem> orderBy,
      @Nullable Frame frame)
      implements Window {}

  /// A definition in the `WINDOW` clause.
  record Definition(Position at, String name, Specification specification) {}

  /// `ROWS BETWEEN start AND end EXCLUDE …`.
  ///
  /// @param end null if only the start is given
  record Frame(
      Position at, FrameUnit unit, Bound start, @Nullable Bound end, Exclusion exclusion) {}

  /// What a frame counts.
  enum FrameUnit {
    ROWS,
    RANGE,
    GROUPS
  }

  /// `EXCLUDE …`.
  enum Exclusion {
    NONE,
    CURRENT_ROW,
    GROUP,
    TIES,
    NO_OTHERS
  }

  /// One end of a frame.
  ///
  /// @param offset null unless the kind is an offset
  record Bound(BoundKind kind, @Nullable Expression offset) {}

  /// The kinds of ends, in their order.
  enum BoundKind {
    UNBOUNDED_PRECEDING,
    OFFSET_PRECEDING,
    CURRENT_ROW,
    OFFSET_FOLLOWING,
    UNBOUNDED_FOLLOWING
  }
}
