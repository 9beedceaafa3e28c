package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import io.halcyon.sql.value.TimeWithZone;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `in_range`: whether a value is at or below, or at or above, another one moved by an offset. That
/// is what frames of windows in `RANGE` mode are made of.
final class RangeFunctions {
  private RangeFunctions() {}

  /// Whether `val` is on the wanted side of `base - offset` or `base + offset`.
  private interface InRange<V, O> {
    boolean of(V val, V base, O offset, boolean sub, boolean less, SessionContext session);
  }

  static void define(KernelTable table) {
    for (String pair :
        List.of("8_int8", "4_int8", "4_int4", "4_int2", "2_int8", "2_int4", "2_int2")) {
      RangeFunctions.<Number, Number>define(
          table,
          "in_range_int" + pair,
          (val, base, offset, sub, less, _) ->
              integers(val.longValue(), base.longValue(), offset.longValue(), sub, less));
    }
    for (String name : List.of("in_range_float8_float8", "in_range_float4_float8")) {
      RangeFunctions.<Double, Double>define(
          table, name, (val, base, offset, sub, less, _) -> floats(val, base, offset, sub, less));
    }
    RangeFunctions.<Numeric, Numeric>define(
        table,
        "in_range_numeric_numeric",
        (val, base, offset, sub, less, _) -> numerics(val, base, offset, sub, less));
    times(table);
  }

  private static <V, O> void define(KernelTable table, String name, InRange<V, O> function) {
    table.any(
        name,
        (a, session) -> {
          @SuppressWarnings("unchecked")
          V val = (V) given(a[0]);
          @SuppressWarnings("unchecked")
          V base = (V) given(a[1]);
          @SuppressWarnings("unchecked")
          O offset = (O) given(a[2]);
          return function.of(
              val, base, offset, (Boolean) given(a[3]), (Boolean) given(a[4]), session);
        });
  }

  private static Object given(@Nullable Object argument) {
    return Objects.requireNonNull(argument);
  }

  private static SqlError invalidOffset() {
    return new SqlError(
        SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
        "invalid preceding or following size in window function");
  }

  private static boolean integers(long val, long base, long offset, boolean sub, boolean less) {
    if (offset < 0) {
      throw invalidOffset();
    }
    long moved = sub ? base - offset : base + offset;
    boolean overflow = sub ? moved > base : moved < base;
    if (overflow) {
      return sub != less;
    }
    return less ? val <= moved : val >= moved;
  }

  private static boolean floats(double val, double base, double offset, boolean sub, boolean less) {
    if (Double.isNaN(offset) || offset < 0) {
      throw invalidOffset();
    }
    if (Double.isNaN(val)) {
      return Double.isNaN(base) || !less;
    }
    if (Double.isNaN(base)) {
      return less;
    }
    if (Double.isInfinite(offset) && Double.isInfinite(base) && (sub ? base > 0 : base < 0)) {
      return true;
    }
    double moved = sub ? base - offset : base + offset;
    return less ? val <= moved : val >= moved;
  }

  private static boolean numerics(
      Numeric val, Numeric base, Numeric offset, boolean sub, boolean less) {
    if (offset.isNan() || offset.signum() < 0) {
      throw invalidOffset();
    }
    if (val.isNan()) {
      return base.isNan() || !less;
    }
    if (base.isNan()) {
      return less;
    }
    if (offset.isInfinite() && base.isInfinite() && (sub ? base.signum() > 0 : base.signum() < 0)) {
      return true;
    }
    Numeric moved =
        sub ? NumericArithmetic.subtract(base, offset) : NumericArithmetic.add(base, offset);
    int compared = val.compareTo(moved);
    return less ? compared <= 0 : compared >= 0;
  }

  private static void times(KernelTable table) {
    RangeFunctions.<Integer, Interval>define(
        table,
        "in_range_date_interval",
        (val, base, offset, sub, less, _) ->
            side(
                Long.compare(
                    Timestamps.ofDate(val),
                    Timestamps.add(Timestamps.ofDate(base), span(offset, sub))),
                less));
    RangeFunctions.<Long, Interval>define(
        table,
        "in_range_timestamp_interval",
        (val, base, offset, sub, less, _) ->
            side(Long.compare(val, Timestamps.add(base, span(offset, sub))), less));
    RangeFunctions.<Long, Interval>define(
        table,
        "in_range_timestamptz_interval",
        (val, base, offset, sub, less, session) ->
            side(
                Long.compare(val, Timestamps.addZoned(base, span(offset, sub), session.zone())),
                less));
    RangeFunctions.<Interval, Interval>define(
        table,
        "in_range_interval_interval",
        (val, base, offset, sub, less, _) ->
            side(val.compareTo(Intervals.add(base, span(offset, sub))), less));
    RangeFunctions.<Long, Interval>define(
        table,
        "in_range_time_interval",
        (val, base, offset, sub, less, _) -> time(val, base, offset, sub, less));
    RangeFunctions.<TimeWithZone, Interval>define(
        table,
        "in_range_timetz_interval",
        (val, base, offset, sub, less, _) -> {
          requireTime(offset);
          long moved = sub ? base.micros() - offset.micros() : base.micros() + offset.micros();
          return side(val.compareTo(new TimeWithZone(moved, base.zoneSeconds())), less);
        });
  }

  /// Only the time of the offset counts, and the sum may leave the day.
  private static boolean time(long val, long base, Interval offset, boolean sub, boolean less) {
    requireTime(offset);
    return integers(val, base, offset.micros(), sub, less);
  }

  private static void requireTime(Interval offset) {
    if (offset.micros() < 0) {
      throw invalidOffset();
    }
  }

  private static Interval span(Interval offset, boolean sub) {
    if (offset.compareTo(Interval.ZERO) < 0) {
      throw invalidOffset();
    }
    return sub ? Intervals.negate(offset) : offset;
  }

  private static boolean side(int compared, boolean less) {
    return less ? compared <= 0 : compared >= 0;
  }
}
