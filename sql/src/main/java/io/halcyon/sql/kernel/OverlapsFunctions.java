package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Order;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `OVERLAPS` of two periods, each given by its ends or by its begin and how long it lasts.
final class OverlapsFunctions {
  private OverlapsFunctions() {}

  static void define(KernelTable table) {
    table.any("overlaps_timestamp", (a, _) -> overlaps(a, Order.of(Types.TIMESTAMP)));
    table.any("overlaps_time", (a, _) -> overlaps(a, Order.of(Types.TIME)));
    table.any("overlaps_timetz", (a, _) -> overlaps(a, Order.of(Types.TIMETZ)));
    for (SqlType type : List.of(Types.TIMESTAMP, Types.TIMESTAMPTZ, Types.TIME)) {
      for (boolean first : new boolean[] {true, false}) {
        for (boolean second : new boolean[] {true, false}) {
          if (first || second) {
            define(table, type, first, second);
          }
        }
      }
    }
  }

  private static void define(KernelTable table, SqlType type, boolean first, boolean second) {
    String name =
        "overlaps(%s, %s, %s, %s)"
            .formatted(type, first ? "interval" : type, type, second ? "interval" : type);
    Comparator<Object> order = Order.of(type);
    table.any(
        name,
        (a, session) -> {
          @Nullable Object[] ends = a.clone();
          if (first) {
            ends[1] = end(type, a[0], a[1], session);
          }
          if (second) {
            ends[3] = end(type, a[2], a[3], session);
          }
          return overlaps(ends, order);
        });
  }

  private static @Nullable Object end(
      SqlType type, @Nullable Object start, @Nullable Object length, SessionContext session) {
    if (start == null || length == null) {
      return null;
    }
    long from = (Long) start;
    Interval span = (Interval) length;
    if (type.equals(Types.TIME)) {
      return Math.floorMod(
          from + span.micros() % io.halcyon.sql.text.Calendar.MICROS_PER_DAY,
          io.halcyon.sql.text.Calendar.MICROS_PER_DAY);
    }
    return type.equals(Types.TIMESTAMPTZ)
        ? Timestamps.addZoned(from, span, session.zone())
        : Timestamps.add(from, span);
  }

  /// A missing end leaves what its other end says.
  private static @Nullable Boolean overlaps(@Nullable Object[] ends, Comparator<Object> order) {
    @Nullable Object from1 = ends[0];
    @Nullable Object to1 = ends[1];
    @Nullable Object from2 = ends[2];
    @Nullable Object to2 = ends[3];
    if ((from1 == null && to1 == null) || (from2 == null && to2 == null)) {
      return null;
    }
    if (from1 == null || (to1 != null && order.compare(from1, to1) > 0)) {
      @Nullable Object swapped = from1;
      from1 = to1;
      to1 = swapped;
    }
    if (from2 == null || (to2 != null && order.compare(from2, to2) > 0)) {
      @Nullable Object swapped = from2;
      from2 = to2;
      to2 = swapped;
    }
    int compared = order.compare(Objects.requireNonNull(from1), Objects.requireNonNull(from2));
    if (compared == 0) {
      return (to1 == null || to2 == null) ? null : (Boolean) true;
    }
    @Nullable Object earlierEnd = compared > 0 ? to2 : to1;
    Object laterStart = Objects.requireNonNull(compared > 0 ? from1 : from2);
    @Nullable Object laterEnd = compared > 0 ? to1 : to2;
    if (earlierEnd == null) {
      return null;
    }
    if (order.compare(laterStart, earlierEnd) < 0) {
      return true;
    }
    return laterEnd == null ? null : (Boolean) false;
  }
}
