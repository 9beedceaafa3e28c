package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.text.IntervalUnits;
import io.halcyon.sql.value.Interval;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `date_trunc` and `date_bin`.
final class DateTrunc {
  private DateTrunc() {}

  private static IntervalUnits unit(String written, String typeName) {
    String lower = written.toLowerCase(Locale.ROOT);
    @Nullable IntervalUnits unit = IntervalUnits.find(lower);
    if (unit != null) {
      return unit;
    }
    throw switch (lower) {
      case "timezone", "timezone_hour", "timezone_minute" ->
          DateParts.notSupported(lower, typeName);
      default -> DateParts.notRecognized(lower, typeName);
    };
  }

  static long timestamp(String written, long local, String typeName) {
    if (!Calendar.isFinite(local)) {
      return local;
    }
    IntervalUnits unit = unit(written, typeName);
    long day = Calendar.day(local) * Calendar.MICROS_PER_DAY;
    long time = Calendar.timeOfDay(local);
    return switch (unit) {
      case MICROSECOND -> local;
      case MILLISECOND -> local - time % 1000;
      case SECOND -> local - time % Calendar.MICROS_PER_SECOND;
      case MINUTE -> local - time % Calendar.MICROS_PER_MINUTE;
      case HOUR -> local - time % Calendar.MICROS_PER_HOUR;
      case DAY -> day;
      default ->
          Timestamps.checked(
              Calendar.days(truncated(unit, Calendar.date(Calendar.day(local))))
                  * Calendar.MICROS_PER_DAY);
    };
  }

  private static LocalDate truncated(IntervalUnits unit, LocalDate date) {
    int year = date.getYear();
    return switch (unit) {
      case WEEK -> date.with(DayOfWeek.MONDAY);
      case MONTH -> date.withDayOfMonth(1);
      case QUARTER -> LocalDate.of(year, (date.getMonthValue() - 1) / 3 * 3 + 1, 1);
      case YEAR -> LocalDate.of(year, 1, 1);
      case DECADE -> LocalDate.of(year > 0 ? year / 10 * 10 : -((8 - (year - 1)) / 10) * 10, 1, 1);
      case CENTURY ->
          LocalDate.of(
              year > 0 ? (year + 99) / 100 * 100 - 99 : -((99 - (year - 1)) / 100) * 100 + 1, 1, 1);
      case MILLENNIUM ->
          LocalDate.of(
              year > 0 ? (year + 999) / 1000 * 1000 - 999 : -((999 - (year - 1)) / 1000) * 1000 + 1,
              1,
              1);
      default -> date;
    };
  }

  /// Truncates in a zone: hours and less as the moment, days and more in local time.
  static long zoned(String written, long utc, ZoneId zone) {
    if (!Calendar.isFinite(utc)) {
      return utc;
    }
    IntervalUnits unit = unit(written, "timestamp with time zone");
    long local = Calendar.toLocal(utc, zone);
    long truncated = timestamp(written, local, "timestamp with time zone");
    boolean redo =
        switch (unit) {
          case MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR -> false;
          default -> true;
        };
    return Timestamps.checked(redo ? Calendar.toUtc(truncated, zone) : truncated - (local - utc));
  }

  static Interval interval(String written, Interval span) {
    IntervalUnits unit = unit(written, "interval");
    int months = span.months();
    int years = months / 12;
    long time = span.micros();
    return switch (unit) {
      case MICROSECOND -> span;
      case MILLISECOND -> new Interval(months, span.days(), time - time % 1000);
      case SECOND -> new Interval(months, span.days(), time - time % Calendar.MICROS_PER_SECOND);
      case MINUTE -> new Interval(months, span.days(), time - time % Calendar.MICROS_PER_MINUTE);
      case HOUR -> new Interval(months, span.days(), time - time % Calendar.MICROS_PER_HOUR);
      case DAY -> new Interval(months, span.days(), 0);
      case MONTH -> new Interval(months, 0, 0);
      case QUARTER -> new Interval(months - months % 3, 0, 0);
      case YEAR -> new Interval(years * 12, 0, 0);
      case DECADE -> new Interval(years / 10 * 120, 0, 0);
      case CENTURY -> new Interval(years / 100 * 1200, 0, 0);
      case MILLENNIUM -> new Interval(years / 1000 * 12_000, 0, 0);
      case WEEK ->
          throw DateParts.notSupported(written.toLowerCase(Locale.ROOT), "interval")
              .withDetail("Months usually have fractional weeks.");
    };
  }

  static long bin(Interval stride, long timestamp, long origin) {
    if (!Calendar.isFinite(timestamp)) {
      return timestamp;
    }
    if (!Calendar.isFinite(origin)) {
      throw new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, "origin out of range");
    }
    if (stride.months() != 0) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "timestamps cannot be binned into intervals containing months or years");
    }
    try {
      long width =
          Math.addExact(
              Math.multiplyExact(stride.days(), Calendar.MICROS_PER_DAY), stride.micros());
      if (width <= 0) {
        throw new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, "stride must be greater than zero");
      }
      long distance = Math.subtractExact(timestamp, origin);
      return origin + Math.floorDiv(distance, width) * width;
    } catch (ArithmeticException overflow) {
      throw Intervals.outOfRange();
    }
  }
}
