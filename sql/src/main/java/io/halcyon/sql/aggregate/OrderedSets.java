package io.halcyon.sql.aggregate;

import io.halcyon.sql.aggregate.Aggregates.Call;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.kernel.Intervals;
import io.halcyon.sql.text.FloatText;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Order;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Aggregates with `WITHIN GROUP`: PostgreSQL's `orderedsetaggs.c`.
final class OrderedSets {
  private OrderedSets() {}

  static @Nullable Accumulator of(String name, Call call) {
    return switch (name) {
      case "percentile_cont" -> percentiles(call, OrderedSets::continuous);
      case "percentile_disc" -> percentiles(call, OrderedSets::discrete);
      case "mode" -> Collections.collected(call, rows -> mode(sorted(rows, call), call));
      case "rank", "dense_rank", "percent_rank", "cume_dist" ->
          Collections.collected(call, rows -> hypothetical(name, rows, call));
      default -> null;
    };
  }

  /// Returns a value at a share of the sorted values.
  private interface Percentile {
    Object of(List<Object> sorted, double share);
  }

  private static Accumulator percentiles(Call call, Percentile percentile) {
    return Collections.collected(
        call,
        rows -> {
          @Nullable Object shares = call.direct()[0];
          if (shares instanceof SqlArray many) {
            for (@Nullable Object share : many.elements()) {
              requireShare(share);
            }
          } else {
            requireShare(shares);
          }
          List<Object> sorted = sorted(rows, call);
          if (sorted.isEmpty() || shares == null) {
            return null;
          }
          if (!(shares instanceof SqlArray many)) {
            return percentile.of(sorted, (Double) shares);
          }
          @Nullable Object[] values = new @Nullable Object[many.size()];
          for (int i = 0; i < values.length; i++) {
            @Nullable Object share = many.elements()[i];
            values[i] = share == null ? null : percentile.of(sorted, (Double) share);
          }
          SqlType element = Types.elementOf(call.result());
          return new SqlArray(element, many.lengths(), many.lowerBounds(), values);
        });
  }

  private static void requireShare(@Nullable Object share) {
    if (share instanceof Double value && !(value >= 0 && value <= 1)) {
      String text = FloatText.writeGeneral(value);
      throw new SqlError(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
          "percentile value " + text + " is not between 0 and 1");
    }
  }

  /// Returns the values that are not NULL, in the order of `WITHIN GROUP`.
  private static List<Object> sorted(List<@Nullable Object[]> rows, Call call) {
    List<@Nullable Object[]> kept = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      if (row[0] != null) {
        kept.add(row);
      }
    }
    kept.sort(Objects.requireNonNull(call.order()));
    List<Object> values = new ArrayList<>();
    for (@Nullable Object[] row : kept) {
      values.add(Objects.requireNonNull(row[0]));
    }
    return values;
  }

  private static Object continuous(List<Object> sorted, double share) {
    double place = share * (sorted.size() - 1);
    int first = (int) Math.floor(place);
    int second = (int) Math.ceil(place);
    Object low = sorted.get(first);
    if (first == second) {
      return low;
    }
    double part = place - first;
    Object high = sorted.get(second);
    if (low instanceof Interval from) {
      Interval distance = Intervals.subtract((Interval) high, from);
      return Intervals.add(Intervals.multiply(distance, part), from);
    }
    double from = (Double) low;
    return from + part * ((Double) high - from);
  }

  private static Object discrete(List<Object> sorted, double share) {
    int place = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(place, 1) - 1);
  }

  private static @Nullable Object mode(List<Object> sorted, Call call) {
    Comparator<Object> order = Order.of(call.types().getFirst());
    @Nullable Object best = null;
    int bestCount = 0;
    int count = 0;
    for (int i = 0; i < sorted.size(); i++) {
      boolean same = i > 0 && order.compare(sorted.get(i - 1), sorted.get(i)) == 0;
      count = same ? count + 1 : 1;
      if (count > bestCount) {
        bestCount = count;
        best = sorted.get(i);
      }
    }
    return best;
  }

  /// The place that the direct arguments would have among the rows.
  private static Object hypothetical(String name, List<@Nullable Object[]> rows, Call call) {
    Comparator<@Nullable Object[]> order = Objects.requireNonNull(call.order());
    List<@Nullable Object[]> sorted = new ArrayList<>(rows);
    sorted.sort(order);
    long before = 0;
    long distinctBefore = 0;
    long upTo = 0;
    @Nullable Object @Nullable [] previous = null;
    for (@Nullable Object[] row : sorted) {
      int compared = order.compare(row, call.direct());
      if (compared < 0) {
        before++;
        distinctBefore += previous == null || order.compare(previous, row) != 0 ? 1 : 0;
      }
      upTo += compared <= 0 ? 1 : 0;
      previous = row;
    }
    return switch (name) {
      case "rank" -> before + 1;
      case "dense_rank" -> distinctBefore + 1;
      case "percent_rank" -> rows.isEmpty() ? 0.0 : (double) before / rows.size();
      default -> (double) (upTo + 1) / (rows.size() + 1);
    };
  }
}
