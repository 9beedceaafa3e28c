package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.value.Interval;
import java.time.LocalDate;
import java.time.ZoneId;

/// Arithmetic of timestamps: PostgreSQL's `timestamp.c`.
final class Timestamps {
  private Timestamps() {}

  static SqlError outOfRange() {
    return Failures.datetimeOutOfRange("timestamp");
  }

  static long checked(long micros) {
    if (!Calendar.isValidTimestamp(micros)) {
      throw outOfRange();
    }
    return micros;
  }

  /// Returns midnight of a day; infinities stay.
  static long ofDate(int days) {
    if (!Calendar.isFinite(days)) {
      return days > 0 ? Calendar.INFINITY : Calendar.MINUS_INFINITY;
    }
    if (days >= Calendar.TIMESTAMP_END / Calendar.MICROS_PER_DAY) {
      throw new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range for timestamp");
    }
    return days * Calendar.MICROS_PER_DAY;
  }

  static int toDate(long micros) {
    if (!Calendar.isFinite(micros)) {
      return micros > 0 ? Calendar.DATE_INFINITY : Calendar.DATE_MINUS_INFINITY;
    }
    return Calendar.day(micros);
  }

  /// Adds an interval: months, at most to the end of a month, then days, then time.
  static long add(long timestamp, Interval span) {
    if (!Calendar.isFinite(timestamp)) {
      return timestamp;
    }
    try {
      long result = timestamp;
      if (span.months() != 0) {
        result = plusMonths(result, span.months());
      }
      if (span.days() != 0) {
        result = Math.addExact(result, Math.multiplyExact(span.days(), Calendar.MICROS_PER_DAY));
        checked(result);
      }
      return checked(Math.addExact(result, span.micros()));
    } catch (ArithmeticException overflow) {
      throw outOfRange();
    }
  }

  private static long plusMonths(long timestamp, int months) {
    LocalDate date = Calendar.date(Calendar.day(timestamp));
    long days = Calendar.days(date.plusMonths(months));
    long micros = Math.multiplyExact(days, Calendar.MICROS_PER_DAY);
    return checked(Math.addExact(micros, Calendar.timeOfDay(timestamp)));
  }

  /// Adds an interval to a moment, months and days in local time.
  static long addZoned(long timestamp, Interval span, ZoneId zone) {
    if (!Calendar.isFinite(timestamp)) {
      return timestamp;
    }
    long result = timestamp;
    if (span.months() != 0) {
      result = moved(result, new Interval(span.months(), 0, 0), zone);
    }
    if (span.days() != 0) {
      result = moved(result, new Interval(0, span.days(), 0), zone);
    }
    try {
      return checked(Math.addExact(result, span.micros()));
    } catch (ArithmeticException overflow) {
      throw outOfRange();
    }
  }

  private static long moved(long timestamp, Interval span, ZoneId zone) {
    long local = add(Calendar.toLocal(timestamp, zone), span);
    return Calendar.toUtc(local, zone);
  }

  static Interval subtract(long a, long b) {
    if (!Calendar.isFinite(a) || !Calendar.isFinite(b)) {
      throw new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite timestamps");
    }
    try {
      return Intervals.justifyHours(new Interval(0, 0, Math.subtractExact(a, b)));
    } catch (ArithmeticException overflow) {
      throw Intervals.outOfRange();
    }
  }

  static long toUtc(long local, ZoneId zone) {
    return Calendar.isFinite(local) ? checked(Calendar.toUtc(local, zone)) : local;
  }

  static long toLocal(long utc, ZoneId zone) {
    return Calendar.isFinite(utc) ? checked(Calendar.toLocal(utc, zone)) : utc;
  }

  /// Returns years, months, days and time between: `timestamp_age`.
  static Interval age(long a, long b) {
    if (!Calendar.isFinite(a) || !Calendar.isFinite(b)) {
      throw outOfRange();
    }
    boolean negative = a < b;
    LocalDate from = Calendar.date(Calendar.day(negative ? a : b));
    LocalDate to = Calendar.date(Calendar.day(negative ? b : a));
    long micros = Calendar.timeOfDay(negative ? b : a) - Calendar.timeOfDay(negative ? a : b);
    int months = (to.getYear() - from.getYear()) * 12 + to.getMonthValue() - from.getMonthValue();
    int days = to.getDayOfMonth() - from.getDayOfMonth();
    if (micros < 0) {
      micros += Calendar.MICROS_PER_DAY;
      days--;
    }
    // a borrowed month is as long as the one in which the earlier of the two operands is, or, of a
    // negative difference, as the later's
    LocalDate lender = from;
    while (days < 0) {
      days += lender.lengthOfMonth();
      months--;
    }
    return negative ? new Interval(-months, -days, -micros) : new Interval(months, days, micros);
  }
}
