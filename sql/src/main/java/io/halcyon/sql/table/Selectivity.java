package io.halcyon.sql.table;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.statistics.ColumnStatistics;
import io.halcyon.sql.statistics.TableStatistics;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which share of a table's rows meets conditions: by its statistics, or by PostgreSQL's usual
/// shares where nothing is known. Conditions count as independent of each other, except two bounds
/// of the same thing.
final class Selectivity {
  private static final double UNKNOWN_ROWS = 1_000;
  private static final double EQUAL_SHARE = 0.005;
  private static final double RANGE_SHARE = 0.3;
  private static final double OTHER_SHARE = 0.33;
  private static final int UNKNOWN_LENGTH = 10;

  private final List<ColumnDescriptor> columns;
  private final @Nullable TableStatistics statistics;

  Selectivity(List<ColumnDescriptor> columns, @Nullable TableStatistics statistics) {
    this.columns = columns;
    this.statistics = statistics;
  }

  /// Returns about how many rows the table has; at least 1.
  double rows() {
    return statistics == null ? UNKNOWN_ROWS : Math.max(1, statistics.rows());
  }

  /// Returns the share of rows that meet all of some conditions.
  double ofConditions(List<BoundExpression> conditions) {
    double share = 1;
    List<Comparison> comparisons = new ArrayList<>();
    for (BoundExpression condition : conditions) {
      Comparison comparison = Comparison.of(condition);
      if (comparison == null) {
        share *= OTHER_SHARE;
      } else {
        comparisons.add(comparison);
      }
    }
    return share * of(comparisons);
  }

  /// Returns the share of rows that meet all of some comparisons.
  double of(List<Comparison> comparisons) {
    List<Comparison> left = new ArrayList<>(comparisons);
    double share = 1;
    while (!left.isEmpty()) {
      Comparison one = left.removeFirst();
      Comparison other = opposite(one, left);
      if (other != null) {
        left.remove(other);
        share *= between(one, other);
      } else {
        share *= of(one);
      }
    }
    return share;
  }

  private static @Nullable Comparison opposite(Comparison one, List<Comparison> others) {
    if (!isRange(one)) {
      return null;
    }
    for (Comparison other : others) {
      if (isRange(other)
          && other.kind().fromBelow() != one.kind().fromBelow()
          && other.subject().equals(one.subject())) {
        return other;
      }
    }
    return null;
  }

  private static boolean isRange(Comparison comparison) {
    return switch (comparison.kind()) {
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
      case EQUAL, IN, IS_NULL -> false;
    };
  }

  private double between(Comparison one, Comparison other) {
    ColumnStatistics column = column(one);
    if (column == null || value(one, column) == null || value(other, column) == null) {
      return of(one) * of(other);
    }
    // Each leaves out what is beyond its bound, and NULL: that is left out once.
    double share = of(one) + of(other) - (1 - column.nullFraction());
    return Math.max(share, column.equalToAny());
  }

  private double of(Comparison comparison) {
    ColumnStatistics column = column(comparison);
    return switch (comparison.kind()) {
      case EQUAL -> equal(comparison, column);
      case IN ->
          Math.min(
              1,
              length(comparison)
                  * (column == null || column.distinct() < 1 ? EQUAL_SHARE : column.equalToAny()));
      case IS_NULL -> column == null ? EQUAL_SHARE : column.nullFraction();
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> range(comparison, column);
    };
  }

  private static double equal(Comparison comparison, @Nullable ColumnStatistics column) {
    if (column == null || column.distinct() < 1) {
      return EQUAL_SHARE;
    }
    Object value = value(comparison, column);
    return value == null ? column.equalToAny() : column.equalTo(value);
  }

  private static double range(Comparison comparison, @Nullable ColumnStatistics column) {
    Object value = column == null ? null : value(comparison, column);
    if (column == null || value == null) {
      return RANGE_SHARE;
    }
    double less = column.lessThan(value);
    double share =
        switch (comparison.kind()) {
          case LESS -> less;
          case LESS_OR_EQUAL -> less + column.equalTo(value);
          case GREATER -> 1 - column.nullFraction() - less - column.equalTo(value);
          default -> 1 - column.nullFraction() - less;
        };
    return Math.clamp(share, 0, 1);
  }

  /// Returns how many values an `IN` has, as far as known.
  static int length(Comparison comparison) {
    return switch (comparison.value()) {
      case BoundExpression.Constant(_, _, _, SqlArray array) -> array.size();
      case null -> UNKNOWN_LENGTH;
      case BoundExpression.ArrayConstructor array -> BoundTrees.children(array).size();
      default -> UNKNOWN_LENGTH;
    };
  }

  private @Nullable ColumnStatistics column(Comparison comparison) {
    if (statistics != null
        && comparison.subject() instanceof BoundExpression.Column column
        && column.levelsUp() == 0
        && column.index() < columns.size()) {
      ColumnDescriptor now = columns.get(column.index());
      ColumnStatistics found = statistics.columns().get(now.id());
      // They may be of a time when the column had another type.
      return found != null && found.type().equals(now.sqlType()) ? found : null;
    }
    return null;
  }

  /// Returns what is compared with, as a value of the column's type; null if it is not known yet.
  private static @Nullable Object value(Comparison comparison, ColumnStatistics column) {
    if (column.distinct() < 1
        || !(comparison.value() instanceof BoundExpression.Constant(_, _, _, var value))
        || value == null
        || !IndexMatch.comparable(column.type(), comparison.valueType())) {
      return null;
    }
    return converted(value, column.type());
  }

  private static Object converted(Object value, SqlType type) {
    return switch (type.carrier()) {
      case INT ->
          value instanceof Long wide
              ? Math.clamp(wide, Integer.MIN_VALUE, Integer.MAX_VALUE)
              : value;
      case LONG -> value instanceof Integer narrow ? narrow.longValue() : value;
      case BOOLEAN, DOUBLE, OBJECT -> value;
    };
  }
}
