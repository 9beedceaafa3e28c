package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.value.Interval;

/// Arithmetic of intervals: PostgreSQL's `timestamp.c`.
public final class Intervals {
  private static final int DAYS_PER_MONTH = 30;
  private static final double SECONDS_PER_DAY = 86_400.0;

  private Intervals() {}

  static SqlError outOfRange() {
    return Failures.datetimeOutOfRange("interval");
  }

  /// Does arithmetic that must not overflow.
  private interface Exact {
    Interval compute();
  }

  private static Interval exact(Exact arithmetic) {
    try {
      return arithmetic.compute();
    } catch (ArithmeticException overflow) {
      throw outOfRange();
    }
  }

  public static Interval add(Interval a, Interval b) {
    return exact(() ->
        new Interval(
            Math.addExact(a.months(), b.months()),
            Math.addExact(a.days(), b.days()),
            Math.addExact(a.micros(), b.micros())));
  }

  public static Interval subtract(Interval a, Interval b) {
    return exact(() ->
        new Interval(
            Math.subtractExact(a.months(), b.months()),
            Math.subtractExact(a.days(), b.days()),
            Math.subtractExact(a.micros(), b.micros())));
  }

  static Interval negate(Interval a) {
    return exact(() ->
        new Interval(
            Math.negateExact(a.months()),
            Math.negateExact(a.days()),
            Math.negateExact(a.micros())));
  }

  /// Multiplies; fractions of months become days, fractions of days become time.
  public static Interval multiply(Interval span, double factor) {
    return scaled(span, factor, false);
  }

  /// Divides likewise.
  public static Interval divide(Interval span, double divisor) {
    if (divisor == 0) {
      throw Failures.divisionByZero();
    }
    return scaled(span, divisor, true);
  }

  private static Interval scaled(Interval span, double factor, boolean division) {
    double exactMonths = division ? span.months() / factor : span.months() * factor;
    double exactDays = division ? span.days() / factor : span.days() * factor;
    double exactMicros = division ? span.micros() / factor : span.micros() * factor;
    int months = toInt(exactMonths);
    int days = toInt(exactDays);
    double monthDays = rounded((exactMonths - months) * DAYS_PER_MONTH);
    double seconds = rounded((exactDays - days + monthDays - (int) monthDays) * SECONDS_PER_DAY);
    if (Math.abs(seconds) >= SECONDS_PER_DAY) {
      int more = (int) (seconds / SECONDS_PER_DAY);
      days = exactAdd(days, more);
      seconds -= more * SECONDS_PER_DAY;
    }
    days = exactAdd(days, (int) monthDays);
    double micros = Math.rint(exactMicros + seconds * Calendar.MICROS_PER_SECOND);
    if (!(micros >= Long.MIN_VALUE && micros < -(double) Long.MIN_VALUE)) {
      throw outOfRange();
    }
    return new Interval(months, days, (long) micros);
  }

  private static int exactAdd(int a, int b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException overflow) {
      throw outOfRange();
    }
  }

  private static int toInt(double value) {
    if (!(value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE)) {
      throw outOfRange();
    }
    return (int) value;
  }

  private static double rounded(double value) {
    return Math.rint(value * 1_000_000.0) / 1_000_000.0;
  }

  /// Makes days of 24 hours each.
  static Interval justifyHours(Interval span) {
    long whole = span.micros() / Calendar.MICROS_PER_DAY;
    int days = exactAdd(span.days(), (int) whole);
    long micros = span.micros() - whole * Calendar.MICROS_PER_DAY;
    if (days > 0 && micros < 0) {
      micros += Calendar.MICROS_PER_DAY;
      days--;
    } else if (days < 0 && micros > 0) {
      micros -= Calendar.MICROS_PER_DAY;
      days++;
    }
    return new Interval(span.months(), days, micros);
  }

  /// Makes months of 30 days each.
  static Interval justifyDays(Interval span) {
    int whole = span.days() / DAYS_PER_MONTH;
    int days = span.days() - whole * DAYS_PER_MONTH;
    int months = exactAdd(span.months(), whole);
    if (months > 0 && days < 0) {
      days += DAYS_PER_MONTH;
      months--;
    } else if (months < 0 && days > 0) {
      days -= DAYS_PER_MONTH;
      months++;
    }
    return new Interval(months, days, span.micros());
  }

  /// Does both, and gives all parts the same sign.
  static Interval justify(Interval span) {
    int months = span.months();
    int days = span.days();
    long micros = span.micros();
    if ((days > 0 && micros > 0) || (days < 0 && micros < 0)) {
      int whole = days / DAYS_PER_MONTH;
      days -= whole * DAYS_PER_MONTH;
      months = exactAdd(months, whole);
    }
    long wholeDays = micros / Calendar.MICROS_PER_DAY;
    micros -= wholeDays * Calendar.MICROS_PER_DAY;
    days = exactAdd(days, (int) wholeDays);
    int wholeMonths = days / DAYS_PER_MONTH;
    days -= wholeMonths * DAYS_PER_MONTH;
    months = exactAdd(months, wholeMonths);
    if (months > 0 && (days < 0 || (days == 0 && micros < 0))) {
      days += DAYS_PER_MONTH;
      months--;
    } else if (months < 0 && (days > 0 || (days == 0 && micros > 0))) {
      days -= DAYS_PER_MONTH;
      months++;
    }
    if (days > 0 && micros < 0) {
      micros += Calendar.MICROS_PER_DAY;
      days--;
    } else if (days < 0 && micros > 0) {
      micros -= Calendar.MICROS_PER_DAY;
      days++;
    }
    return new Interval(months, days, micros);
  }
}
