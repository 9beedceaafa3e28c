package io.halcyon.sql.statistics;

import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A random sample of a table's rows, of bounded size, taken while all of them pass by (Vitter,
/// *Random Sampling with a Reservoir*, 1985, algorithm R), and what it says of the columns. Owned
/// by one thread.
public final class Sample {
  /// As many as PostgreSQL takes: 300 for each of 100 ranges of the histogram (Chaudhuri et al.,
  /// *Random sampling for histogram construction: how much is enough?*, 1998).
  private static final int ROWS_MAX = 30_000;

  private static final int VALUES_MAX = 100;
  // Longer ones would cost more than they tell.
  private static final int CHARS_MAX = 256;

  private final RandomGenerator random;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private long seen;

  public Sample(RandomGenerator random) {
    this.random = random;
  }

  /// Takes rows in.
  public void add(Batch batch) {
    for (int row = 0; row < batch.size(); row++) {
      seen++;
      if (rows.size() < ROWS_MAX) {
        rows.add(batch.row(row));
      } else {
        long slot = random.nextLong(seen);
        if (slot < ROWS_MAX) {
          rows.set((int) slot, batch.row(row));
        }
      }
    }
  }

  /// Returns how many rows have passed.
  public long seen() {
    return seen;
  }

  /// Returns what the sample says of a column.
  ///
  /// @param index among the columns of the rows
  public ColumnStatistics column(int index, RelationDescriptor.Column column) {
    SqlType type = column.type();
    List<Object> values = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      Object value = row[index];
      if (value != null) {
        values.add(value);
      }
    }
    double nullFraction = rows.isEmpty() ? 0 : 1 - (double) values.size() / rows.size();
    if (!Order.exists(type)) {
      return new ColumnStatistics(type, nullFraction, 0, List.of(), List.of(), List.of());
    }
    values.sort(Order.of(type));
    List<Run> runs = runs(values, Order.of(type));
    double distinct = distinct(runs, values.size(), seen * (1 - nullFraction));
    List<Run> common =
        common(runs, values.size(), distinct).stream()
            .filter(run -> isShort(type, values.get(run.start())))
            .toList();
    List<Double> frequencies =
        common.stream().map(run -> (double) run.length() / rows.size()).toList();
    return new ColumnStatistics(
        type,
        nullFraction,
        distinct,
        common.stream().map(run -> values.get(run.start())).toList(),
        frequencies,
        histogram(values, runs, common, type));
  }

  /// Equal values that follow one another.
  private record Run(int start, int length) {}

  private static List<Run> runs(List<Object> sorted, Comparator<Object> order) {
    List<Run> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size() || order.compare(sorted.get(start), sorted.get(i)) != 0) {
        runs.add(new Run(start, i - start));
        start = i;
      }
    }
    return runs;
  }

  /// Haas and Stokes, *Estimating the number of classes in a finite population*, 1998: Duj1.
  private static double distinct(List<Run> runs, int sampled, double all) {
    if (sampled == 0) {
      return 0;
    }
    double once = runs.stream().filter(run -> run.length() == 1).count();
    double estimate = sampled * (double) runs.size() / (sampled - once + once * sampled / all);
    return Math.clamp(estimate, runs.size(), Math.max(runs.size(), all));
  }

  /// Returns the values that stand out: all, if they are few, else those with more than their
  /// share.
  private static List<Run> common(List<Run> runs, int sampled, double distinct) {
    boolean all = runs.size() <= VALUES_MAX && distinct <= runs.size();
    double least = all ? 2 : Math.max(2, 1.25 * sampled / Math.max(1, distinct));
    return runs.stream()
        .filter(run -> run.length() >= least)
        .sorted(Comparator.comparingInt(Run::length).reversed())
        .limit(VALUES_MAX)
        .toList();
  }

  private static List<Object> histogram(
      List<Object> sorted, List<Run> runs, List<Run> common, SqlType type) {
    Set<Run> without = new HashSet<>(common);
    List<Object> others = new ArrayList<>();
    for (Run run : runs) {
      if (!without.contains(run)) {
        others.addAll(sorted.subList(run.start(), run.start() + run.length()));
      }
    }
    int bounds = Math.min(others.size(), VALUES_MAX + 1);
    List<Object> histogram = new ArrayList<>();
    for (int i = 0; i < bounds && bounds > 1; i++) {
      Object bound = others.get((int) ((long) i * (others.size() - 1) / (bounds - 1)));
      if (isShort(type, bound)) {
        histogram.add(bound);
      }
    }
    return histogram;
  }

  private static boolean isShort(SqlType type, Object value) {
    return TextFormats.write(type, value, SessionContext.FOR_TEXTS).length() <= CHARS_MAX;
  }
}
