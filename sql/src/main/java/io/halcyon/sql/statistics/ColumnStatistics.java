package io.halcyon.sql.statistics;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Order;
import java.util.Comparator;
import java.util.List;

/// How the values of a column are spread, as PostgreSQL's `pg_statistic` has it.
///
/// @param nullFraction share of the rows that are NULL
/// @param distinct about how many values there are in the table; 0 if that is not known, because
///   the type has no equality
/// @param mostCommon the values that stand out, the most frequent first
/// @param frequencies of these, as shares of all rows
/// @param histogram bounds of ranges with about equally many of the other values; empty if there
///   are too few
public record ColumnStatistics(
    SqlType type,
    double nullFraction,
    double distinct,
    List<Object> mostCommon,
    List<Double> frequencies,
    List<Object> histogram) {
  public ColumnStatistics {
    mostCommon = List.copyOf(mostCommon);
    frequencies = List.copyOf(frequencies);
    histogram = List.copyOf(histogram);
    if (mostCommon.size() != frequencies.size()) {
      throw new IllegalArgumentException("each common value has a frequency");
    }
  }

  /// Returns the share of rows that equal some value that is not known.
  public double equalToAny() {
    return distinct < 1 ? 0 : (1 - nullFraction) / distinct;
  }

  /// Returns the share of rows that equal a value.
  public double equalTo(Object value) {
    Comparator<Object> order = Order.of(type);
    for (int i = 0; i < mostCommon.size(); i++) {
      if (order.compare(mostCommon.get(i), value) == 0) {
        return frequencies.get(i);
      }
    }
    return Math.max(0, others()) / Math.max(1, distinct - mostCommon.size());
  }

  /// Returns the share of rows that are less than a value.
  public double lessThan(Object value) {
    Comparator<Object> order = Order.of(type);
    double share = 0;
    for (int i = 0; i < mostCommon.size(); i++) {
      if (order.compare(mostCommon.get(i), value) < 0) {
        share += frequencies.get(i);
      }
    }
    return share + Math.max(0, others()) * histogramBelow(value, order);
  }

  /// Returns the share of rows that are neither NULL nor a common value.
  private double others() {
    return 1 - nullFraction - frequencies.stream().mapToDouble(Double::doubleValue).sum();
  }

  private double histogramBelow(Object value, Comparator<Object> order) {
    if (histogram.size() < 2) {
      return 0.5;
    }
    int below = 0;
    while (below < histogram.size() && order.compare(histogram.get(below), value) < 0) {
      below++;
    }
    if (below == 0 || below == histogram.size()) {
      return below == 0 ? 0 : 1;
    }
    double within = position(histogram.get(below - 1), histogram.get(below), value);
    return (below - 1 + within) / (histogram.size() - 1);
  }

  /// Returns where a value is between two others, from 0 to 1: in the middle, if they are no
  /// numbers.
  private static double position(Object low, Object high, Object value) {
    if (low instanceof Number from && high instanceof Number to && value instanceof Number at) {
      double width = to.doubleValue() - from.doubleValue();
      double within = (at.doubleValue() - from.doubleValue()) / width;
      return within >= 0 && within <= 1 ? within : 0.5;
    }
    return 0.5;
  }
}
