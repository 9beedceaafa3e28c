package io.halcyon.sql.table;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.table.EntryLayout.KeyPart;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which comparisons bound which parts of an index's keys: equalities for the first parts, then at
/// most one part with bounds.
///
/// @param equal for each of the first parts, what it must be equal to (or in, or null)
/// @param lower bound of the next part; null for none
/// @param upper bound of the next part; null for none
record IndexMatch(
    EntryLayout layout,
    List<Comparison> equal,
    @Nullable Comparison lower,
    @Nullable Comparison upper) {

  /// @param expressions of the index, as {@link Comparison#subject} has them
  static IndexMatch of(
      EntryLayout layout, List<BoundExpression> expressions, List<Comparison> comparisons) {
    List<Comparison> equal = new ArrayList<>();
    for (KeyPart part : layout.parts()) {
      List<Comparison> ofPart = ofPart(part, expressions, comparisons);
      Comparison point = best(ofPart);
      if (point != null) {
        equal.add(point);
        continue;
      }
      return new IndexMatch(
          layout,
          List.copyOf(equal),
          first(ofPart, Comparison.Kind.GREATER, Comparison.Kind.GREATER_OR_EQUAL),
          first(ofPart, Comparison.Kind.LESS, Comparison.Kind.LESS_OR_EQUAL));
    }
    return new IndexMatch(layout, List.copyOf(equal), null, null);
  }

  private static List<Comparison> ofPart(
      KeyPart part, List<BoundExpression> expressions, List<Comparison> comparisons) {
    List<Comparison> found = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      boolean same =
          part.ordinal() >= 0
              ? comparison.subject() instanceof BoundExpression.Column column
                  && column.levelsUp() == 0
                  && column.index() == part.ordinal()
              : comparison.subject().equals(expressions.get(part.expression()));
      if (same && comparable(part.type(), comparison.valueType())) {
        found.add(comparison);
      }
    }
    return found;
  }

  /// Returns whether the order of a part's values is that of its type compared with another.
  static boolean comparable(SqlType part, SqlType value) {
    return part.equals(value)
        || (part.isInteger() && value.isInteger())
        || (isFloat(part) && isFloat(value))
        || (isText(part) && isText(value));
  }

  private static boolean isFloat(SqlType type) {
    return type.equals(Types.FLOAT4) || type.equals(Types.FLOAT8);
  }

  private static boolean isText(SqlType type) {
    return type.equals(Types.TEXT) || type.equals(Types.VARCHAR) || type.equals(Types.NAME);
  }

  private static @Nullable Comparison best(List<Comparison> comparisons) {
    Comparison one = first(comparisons, Comparison.Kind.EQUAL, Comparison.Kind.IS_NULL);
    return one == null ? first(comparisons, Comparison.Kind.IN, Comparison.Kind.IN) : one;
  }

  private static @Nullable Comparison first(
      List<Comparison> comparisons, Comparison.Kind kind, Comparison.Kind other) {
    for (Comparison comparison : comparisons) {
      if (comparison.kind() == kind || comparison.kind() == other) {
        return comparison;
      }
    }
    return null;
  }

  /// Returns which of some conditions bound the keys.
  List<BoundExpression> among(List<BoundExpression> conditions) {
    List<BoundExpression> bounding = new ArrayList<>();
    for (BoundExpression condition : conditions) {
      Comparison comparison = Comparison.of(condition);
      if (comparison != null
          && (equal.contains(comparison) || comparison.equals(lower) || comparison.equals(upper))) {
        bounding.add(condition);
      }
    }
    return bounding;
  }

  /// Returns whether nothing bounds the keys.
  boolean unbounded() {
    return equal.isEmpty() && lower == null && upper == null;
  }

  /// Returns whether each value of the equalities is that of at most one row.
  boolean unique() {
    return layout.index().unique()
        && equal.size() == layout.parts().size()
        && equal.stream().noneMatch(point -> point.kind() == Comparison.Kind.IS_NULL);
  }

  /// Returns whether one shard has all the keys.
  boolean oneShard() {
    int from = layout.index().partFrom();
    int to = from + layout.index().partCount();
    if (equal.size() < to) {
      return false;
    }
    for (Comparison point : equal.subList(from, to)) {
      if (point.kind() == Comparison.Kind.IN) {
        return false;
      }
    }
    return true;
  }
}
