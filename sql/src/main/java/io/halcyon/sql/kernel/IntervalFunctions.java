package io.halcyon.sql.kernel;

import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.text.IntervalCut;
import io.halcyon.sql.value.Interval;
import java.util.Objects;

/// Functions of intervals.
final class IntervalFunctions {
  private IntervalFunctions() {}

  static void define(KernelTable table) {
    table.two("interval_pl", Intervals::add);
    table.two("interval_mi", Intervals::subtract);
    table.one("interval_um", Intervals::negate);
    table.two("interval_mul", (Interval a, Double b) -> Intervals.multiply(a, b));
    table.two("mul_d_interval", (Double a, Interval b) -> Intervals.multiply(b, a));
    table.two("interval_div", (Interval a, Double b) -> Intervals.divide(a, b));
    table.one("interval_justify_hours", Intervals::justifyHours);
    table.one("interval_justify_days", Intervals::justifyDays);
    table.one("interval_justify_interval", Intervals::justify);
    table.one("interval_finite", (Interval _) -> true);
    table.two("interval_scale", (Interval a, Integer modifier) -> IntervalCut.to(a, modifier));
    table.one("time_interval", (Long a) -> new Interval(0, 0, a));
    table.one("interval_time", (Interval a) -> Math.floorMod(a.micros(), Calendar.MICROS_PER_DAY));
    table.two("interval_larger", (Interval a, Interval b) -> a.compareTo(b) > 0 ? a : b);
    table.two("interval_smaller", (Interval a, Interval b) -> a.compareTo(b) < 0 ? a : b);
    table.any(
        "make_interval",
        (arguments, _) -> {
          int[] parts = new int[6];
          for (int i = 0; i < parts.length; i++) {
            parts[i] = (Integer) Objects.requireNonNull(arguments[i]);
          }
          return make(parts, (Double) Objects.requireNonNull(arguments[6]));
        });
  }

  private static Interval make(int[] parts, double seconds) {
    if (!Double.isFinite(seconds)) {
      throw Intervals.outOfRange();
    }
    try {
      int months = Math.addExact(Math.multiplyExact(parts[0], 12), parts[1]);
      int days = Math.addExact(Math.multiplyExact(parts[2], 7), parts[3]);
      long micros =
          parts[4] * Calendar.MICROS_PER_HOUR
              + parts[5] * Calendar.MICROS_PER_MINUTE
              + (long) Math.rint(seconds * Calendar.MICROS_PER_SECOND);
      return new Interval(months, days, micros);
    } catch (ArithmeticException overflow) {
      throw Intervals.outOfRange();
    }
  }
}
