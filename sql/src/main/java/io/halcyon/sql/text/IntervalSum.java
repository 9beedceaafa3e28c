package io.halcyon.sql.text;

import io.halcyon.sql.value.Interval;

/// Adds up the parts of an interval; `ArithmeticException` if a field overflows. Not thread-safe.
final class IntervalSum {
  private static final int DAYS_PER_MONTH = 30;
  private static final int MONTHS_PER_YEAR = 12;

  private int months;
  private int days;
  private long micros;

  void add(IntervalUnits unit, long value, double fraction) {
    switch (unit) {
      case MICROSECOND -> time(value, fraction, 1);
      case MILLISECOND -> time(value, fraction, 1000);
      case SECOND -> time(value, fraction, Calendar.MICROS_PER_SECOND);
      case MINUTE -> time(value, fraction, Calendar.MICROS_PER_MINUTE);
      case HOUR -> time(value, fraction, Calendar.MICROS_PER_HOUR);
      case DAY -> {
        days(value, 1);
        fractionOfTime(fraction, Calendar.MICROS_PER_DAY);
      }
      case WEEK -> {
        days(value, 7);
        fractionOfDays(fraction, 7);
      }
      case MONTH -> {
        months(value, 1);
        fractionOfDays(fraction, DAYS_PER_MONTH);
      }
      case QUARTER -> {
        months(value, 3);
        fractionOfDays(fraction, 3 * DAYS_PER_MONTH);
      }
      case YEAR -> years(value, fraction, 1);
      case DECADE -> years(value, fraction, 10);
      case CENTURY -> years(value, fraction, 100);
      case MILLENNIUM -> years(value, fraction, 1000);
    }
  }

  void addMicros(long value) {
    micros = Math.addExact(micros, value);
  }

  private void time(long value, double fraction, long scale) {
    micros = Math.addExact(micros, Math.multiplyExact(value, scale));
    fractionOfTime(fraction, scale);
  }

  private void fractionOfTime(double fraction, long scale) {
    if (fraction == 0) {
      return;
    }
    double exact = fraction * scale;
    long whole = (long) exact;
    double rest = exact - whole;
    whole += rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0;
    micros = Math.addExact(micros, whole);
  }

  private void days(long value, int scale) {
    days = Math.addExact(days, Math.toIntExact(Math.multiplyExact(value, scale)));
  }

  private void fractionOfDays(double fraction, int scale) {
    if (fraction == 0) {
      return;
    }
    double exact = fraction * scale;
    int whole = (int) exact;
    days = Math.addExact(days, whole);
    fractionOfTime(exact - whole, Calendar.MICROS_PER_DAY);
  }

  private void months(long value, int scale) {
    months = Math.addExact(months, Math.toIntExact(Math.multiplyExact(value, scale)));
  }

  private void years(long value, double fraction, int scale) {
    months(Math.multiplyExact(value, scale), MONTHS_PER_YEAR);
    months = Math.addExact(months, (int) Math.rint(fraction * scale * MONTHS_PER_YEAR));
  }

  Interval total(boolean negated) {
    return negated
        ? new Interval(Math.negateExact(months), Math.negateExact(days), Math.negateExact(micros))
        : new Interval(months, days, micros);
  }
}
