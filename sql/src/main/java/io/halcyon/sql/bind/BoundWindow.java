package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Window.BoundKind;
import io.halcyon.sql.ast.Window.Exclusion;
import io.halcyon.sql.ast.Window.FrameUnit;
import io.halcyon.sql.function.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A window: which rows belong together, in which order, and which of them a row looks at.
public record BoundWindow(List<BoundExpression> partition, List<SortKey> order, Frame frame) {
  /// The rows that a row looks at.
  public record Frame(FrameUnit unit, End start, End end, Exclusion exclusion) {
    /// All rows from the first of the partition to the last peer of the current one.
    public static final Frame DEFAULT =
        new Frame(
            FrameUnit.RANGE,
            new End(BoundKind.UNBOUNDED_PRECEDING, null, null),
            new End(BoundKind.CURRENT_ROW, null, null),
            Exclusion.NONE);
  }

  /// One end of a frame.
  ///
  /// @param offset the same for all rows; null unless the kind is an offset
  /// @param inRange `in_range` for the column of the order and the offset; null unless the unit is
  ///   `RANGE`
  public record End(BoundKind kind, @Nullable BoundExpression offset, @Nullable Function inRange) {
    End map(UnaryOperator<BoundExpression> change) {
      BoundExpression given = offset;
      return given == null ? this : new End(kind, change.apply(given), inRange);
    }
  }

  /// Returns all expressions in it.
  List<BoundExpression> expressions() {
    List<BoundExpression> all = new ArrayList<>(partition);
    order.forEach(key -> all.add(key.expression()));
    for (End end : List.of(frame.start(), frame.end())) {
      BoundExpression offset = end.offset();
      if (offset != null) {
        all.add(offset);
      }
    }
    return all;
  }

  /// Returns it with something else in the place of each expression.
  BoundWindow map(UnaryOperator<BoundExpression> change) {
    return new BoundWindow(
        partition.stream().map(change).toList(),
        order.stream()
            .map(key ->
                new SortKey(change.apply(key.expression()), key.descending(), key.nullsFirst()))
            .toList(),
        new Frame(
            frame.unit(), frame.start().map(change), frame.end().map(change), frame.exclusion()));
  }
}
