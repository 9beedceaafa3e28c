package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `generate_series`. The numbers are made when they are asked for.
final class SeriesFunctions {
  private SeriesFunctions() {}

  static void define(KernelTable table) {
    table.rows("generate_series_int4", (a, _) -> ints(a, 1));
    table.rows("generate_series_step_int4", (a, _) -> ints(a, number(a, 2)));
    table.rows("generate_series_int8", (a, _) -> longs(a, 1, value -> value));
    table.rows("generate_series_step_int8", (a, _) -> longs(a, number(a, 2), value -> value));
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

  /// Returns what begins with a value and goes on as long as there is a next.
  ///
  /// @param first null for nothing
  /// @param next returns null at the end
  private static <T> Iterable<T> series(@Nullable T first, UnaryOperator<@Nullable T> next) {
    return () ->
        new Iterator<>() {
          private @Nullable T ahead = first;

          @Override
          public boolean hasNext() {
            return ahead != null;
          }

          @Override
          public T next() {
            T value = ahead;
            if (value == null) {
              throw new NoSuchElementException("the series is over");
            }
            ahead = next.apply(value);
            return value;
          }
        };
  }

  private static Iterable<Object> longs(
      @Nullable Object[] arguments, long step, LongFunction<Object> boxed) {
    requireStep(step == 0);
    long start = number(arguments, 0);
    long stop = number(arguments, 1);
    return () ->
        new Iterator<>() {
          private long ahead = start;
          private boolean over = step > 0 ? start > stop : start < stop;

          @Override
          public boolean hasNext() {
            return !over;
          }

          @Override
          public Object next() {
            if (over) {
              throw new NoSuchElementException("the series is over");
            }
            long value = ahead;
            ahead = value + step;
            boolean overflown = ((value ^ ahead) & (step ^ ahead)) < 0;
            over = overflown || (step > 0 ? ahead > stop : ahead < stop);
            return boxed.apply(value);
          }
        };
  }

  private static Iterable<Object> ints(@Nullable Object[] arguments, long step) {
    return longs(arguments, step, value -> (int) value);
  }

  private static Iterable<Numeric> numerics(@Nullable Object[] arguments, Numeric step) {
    Numeric start = (Numeric) Objects.requireNonNull(arguments[0]);
    Numeric stop = (Numeric) Objects.requireNonNull(arguments[1]);
    requireFinite(start, "start value");
    requireFinite(stop, "stop value");
    requireFinite(step, "step size");
    requireStep(step.signum() == 0);
    boolean up = step.signum() > 0;
    UnaryOperator<@Nullable Numeric> within =
        value ->
            value == null || (up ? value.compareTo(stop) > 0 : value.compareTo(stop) < 0)
                ? null
                : value;
    return series(
        within.apply(start),
        value -> within.apply(NumericArithmetic.add(Objects.requireNonNull(value), step)));
  }

  private static void requireFinite(Numeric value, String what) {
    if (!value.isFinite()) {
      throw Failures.invalidParameter(what + " cannot be " + (value.isNan() ? "NaN" : "infinity"));
    }
  }

  private static Iterable<Long> times(
      @Nullable Object[] arguments, SessionContext session, boolean zoned) {
    long start = number(arguments, 0);
    long stop = number(arguments, 1);
    Interval step = (Interval) Objects.requireNonNull(arguments[2]);
    int direction = step.compareTo(Interval.ZERO);
    requireStep(direction == 0);
    UnaryOperator<@Nullable Long> within =
        value -> value == null || (direction > 0 ? value > stop : value < stop) ? null : value;
    return series(
        within.apply(start),
        value -> {
          long from = Objects.requireNonNull(value);
          return within.apply(
              zoned ? Timestamps.addZoned(from, step, session.zone()) : Timestamps.add(from, step));
        });
  }
}
