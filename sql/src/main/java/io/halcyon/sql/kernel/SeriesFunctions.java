package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `generate_series`.
final class SeriesFunctions {
  /// A set is built in memory: more rows than this are refused.
  private static final int ROWS_MAX = 10_000_000;

  private SeriesFunctions() {}

  static void define(KernelTable table) {
    table.rows("generate_series_int4", (a, _) -> ints(a, 1));
    table.rows("generate_series_step_int4", (a, _) -> ints(a, number(a, 2)));
    table.rows("generate_series_int8", (a, _) -> longs(a, 1));
    table.rows("generate_series_step_int8", (a, _) -> longs(a, number(a, 2)));
    table.rows("generate_series_numeric", (a, _) -> numerics(a, Numeric.ONE));
    table.rows(
        "generate_series_step_numeric",
        (a, _) -> numerics(a, (Numeric) Objects.requireNonNull(a[2])));
    table.rows("generate_series_timestamp", (a, session) -> times(a, session, false));
    table.rows("generate_series_timestamptz", (a, session) -> times(a, session, true));
  }

  private static long number(@Nullable Object[] arguments, int index) {
    return ((Number) Objects.requireNonNull(arguments[index])).longValue();
  }

  private static void requireStep(boolean zero) {
    if (zero) {
      throw Failures.invalidParameter("step size cannot equal zero");
    }
  }

  static void requireRoom(List<?> rows) {
    if (rows.size() >= ROWS_MAX) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "a set of more than " + ROWS_MAX + " rows is not supported");
    }
  }

  private static List<Object> longs(@Nullable Object[] arguments, long step) {
    requireStep(step == 0);
    long stop = number(arguments, 1);
    List<Object> rows = new ArrayList<>();
    long value = number(arguments, 0);
    while (step > 0 ? value <= stop : value >= stop) {
      requireRoom(rows);
      rows.add(value);
      long next = value + step;
      if (((value ^ next) & (step ^ next)) < 0) {
        break;
      }
      value = next;
    }
    return rows;
  }

  private static List<Object> ints(@Nullable Object[] arguments, long step) {
    List<Object> rows = longs(arguments, step);
    rows.replaceAll(row -> ((Long) row).intValue());
    return rows;
  }

  private static List<Object> numerics(@Nullable Object[] arguments, Numeric step) {
    Numeric start = (Numeric) Objects.requireNonNull(arguments[0]);
    Numeric stop = (Numeric) Objects.requireNonNull(arguments[1]);
    requireFinite(start, "start value");
    requireFinite(stop, "stop value");
    requireFinite(step, "step size");
    requireStep(step.signum() == 0);
    List<Object> rows = new ArrayList<>();
    Numeric value = start;
    while (step.signum() > 0 ? value.compareTo(stop) <= 0 : value.compareTo(stop) >= 0) {
      requireRoom(rows);
      rows.add(value);
      value = NumericArithmetic.add(value, step);
    }
    return rows;
  }

  private static void requireFinite(Numeric value, String what) {
    if (!value.isFinite()) {
      throw Failures.invalidParameter(what + " cannot be " + (value.isNan() ? "NaN" : "infinity"));
    }
  }

  private static List<Object> times(
      @Nullable Object[] arguments, SessionContext session, boolean zoned) {
    long value = number(arguments, 0);
    long stop = number(arguments, 1);
    Interval step = (Interval) Objects.requireNonNull(arguments[2]);
    int direction = step.compareTo(Interval.ZERO);
    requireStep(direction == 0);
    List<Object> rows = new ArrayList<>();
    while (direction > 0 ? value <= stop : value >= stop) {
      requireRoom(rows);
      rows.add(value);
      value =
          zoned ? Timestamps.addZoned(value, step, session.zone()) : Timestamps.add(value, step);
    }
    return rows;
  }
}
