package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.text.IntervalUnits;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Fields of dates and times: `EXTRACT`.
final class DateParts {
  private DateParts() {}

  static SqlError notRecognized(String unit, String typeName) {
    return new SqlError(
        SqlState.INVALID_PARAMETER_VALUE,
        "unit \"" + unit + "\" not recognized for type " + typeName);
  }

  static SqlError notSupported(String unit, String typeName) {
    return new SqlError(
        SqlState.FEATURE_NOT_SUPPORTED, "unit \"" + unit + "\" not supported for type " + typeName);
  }

  private static Numeric scaled(long value, int scale) {
    return Numeric.of(BigDecimal.valueOf(value, scale));
  }

  /// Of a timestamp.
  ///
  /// @param offset seconds east of Greenwich; null where there is no zone
  static @Nullable Numeric ofTimestamp(
      String written, long local, @Nullable Integer offset, String typeName) {
    String unit = written.toLowerCase(Locale.ROOT);
    if (!Calendar.isFinite(local)) {
      return ofInfinity(unit, local > 0, typeName);
    }
    LocalDate date = Calendar.date(Calendar.day(local));
    long time = Calendar.timeOfDay(local);
    @Nullable IntervalUnits known = IntervalUnits.find(unit);
    if (known != null) {
      @Nullable Numeric ofTime = timePart(known, time);
      return ofTime != null ? ofTime : datePart(known, date);
    }
    @Nullable Numeric other = specialPart(unit, date);
    if (other != null) {
      return other;
    }
    return switch (unit) {
      case "epoch" -> {
        long utc = local - (offset == null ? 0 : offset * Calendar.MICROS_PER_SECOND);
        yield scaled(Math.addExact(utc, Calendar.EPOCH_SECONDS * Calendar.MICROS_PER_SECOND), 6);
      }
      case "julian", "jd", "j" -> julian(date, time);
      default -> zonePart(unit, offset, typeName);
    };
  }

  private static Numeric zonePart(String unit, @Nullable Integer offset, String typeName) {
    boolean zone = unit.startsWith("timezone");
    if (!zone || unit.length() > "timezone_minute".length()) {
      throw notRecognized(unit, typeName);
    }
    if (offset == null) {
      throw notSupported(unit, typeName);
    }
    return switch (unit) {
      case "timezone" -> Numeric.of(offset);
      case "timezone_hour", "timezone_h" -> Numeric.of(offset / 3600);
      case "timezone_minute", "timezone_m" -> Numeric.of(offset / 60 % 60);
      default -> throw notRecognized(unit, typeName);
    };
  }

  private static Numeric julian(LocalDate date, long time) {
    long day = date.getLong(JulianFields.JULIAN_DAY);
    Numeric share = NumericArithmetic.divide(Numeric.of(time), Numeric.of(Calendar.MICROS_PER_DAY));
    return NumericArithmetic.add(Numeric.of(day), share);
  }

  /// Returns null if the unit is not one of time.
  private static @Nullable Numeric timePart(IntervalUnits unit, long time) {
    long inMinute = time % Calendar.MICROS_PER_MINUTE;
    return switch (unit) {
      case MICROSECOND -> Numeric.of(inMinute);
      case MILLISECOND -> scaled(inMinute, 3);
      case SECOND -> scaled(inMinute, 6);
      case MINUTE -> Numeric.of(time / Calendar.MICROS_PER_MINUTE % 60);
      case HOUR -> Numeric.of(time / Calendar.MICROS_PER_HOUR);
      default -> null;
    };
  }

  private static Numeric datePart(IntervalUnits unit, LocalDate date) {
    int year = date.getYear();
    return Numeric.of(
        switch (unit) {
          case DAY -> date.getDayOfMonth();
          case MONTH -> date.getMonthValue();
          case QUARTER -> (date.getMonthValue() - 1) / 3 + 1;
          case WEEK -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
          // there is no year 0
          case YEAR -> year > 0 ? year : year - 1;
          case DECADE -> year >= 0 ? year / 10 : -((8 - (year - 1)) / 10);
          case CENTURY -> year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100);
          case MILLENNIUM -> year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000);
          default -> throw new IllegalStateException("a unit of time: " + unit);
        });
  }

  /// Returns null if the unit is not one of a date.
  private static @Nullable Numeric specialPart(String unit, LocalDate date) {
    return switch (unit) {
      case "isoyear" -> {
        int year = date.get(IsoFields.WEEK_BASED_YEAR);
        yield Numeric.of(year > 0 ? year : year - 1);
      }
      case "dow" -> Numeric.of(date.getDayOfWeek().getValue() % 7);
      case "isodow" -> Numeric.of(date.getDayOfWeek().getValue());
      case "doy" -> Numeric.of(date.getDayOfYear());
      default -> null;
    };
  }

  /// What only ever grows is infinite too; other fields are unknown.
  private static @Nullable Numeric ofInfinity(String unit, boolean positive, String typeName) {
    @Nullable IntervalUnits known = IntervalUnits.find(unit);
    boolean grows =
        known == null
            ? switch (unit) {
              case "julian", "jd", "j", "isoyear", "epoch" -> true;
              default -> false;
            }
            : switch (known) {
              case YEAR, DECADE, CENTURY, MILLENNIUM -> true;
              default -> false;
            };
    if (grows) {
      return positive ? Numeric.INFINITY : Numeric.MINUS_INFINITY;
    }
    if (known == null && !isSpecial(unit)) {
      if (!unit.startsWith("timezone")) {
        throw notRecognized(unit, typeName);
      }
    }
    return null;
  }

  private static boolean isOfDates(String unit) {
    return isSpecial(unit) || unit.equals("isoyear") || unit.equals("julian");
  }

  private static boolean isSpecial(String unit) {
    return unit.equals("dow") || unit.equals("isodow") || unit.equals("doy");
  }

  /// Of a date.
  static @Nullable Numeric ofDate(String written, int days) {
    String unit = written.toLowerCase(Locale.ROOT);
    @Nullable IntervalUnits known = IntervalUnits.find(unit);
    boolean time =
        known != null
            && switch (known) {
              case MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR -> true;
              default -> false;
            };
    if (time || unit.startsWith("timezone")) {
      throw notSupported(unit, "date");
    }
    if (!Calendar.isFinite(days)) {
      return ofInfinity(unit, days > 0, "date");
    }
    LocalDate date = Calendar.date(days);
    if (known != null) {
      return datePart(known, date);
    }
    if (unit.equals("epoch")) {
      return Numeric.of((days + (long) Calendar.EPOCH_DAYS) * 86_400);
    }
    if (unit.equals("julian") || unit.equals("jd") || unit.equals("j")) {
      return Numeric.of(date.getLong(JulianFields.JULIAN_DAY));
    }
    @Nullable Numeric other = specialPart(unit, date);
    if (other == null) {
      throw notRecognized(unit, "date");
    }
    return other;
  }

  /// Of a time of day.
  ///
  /// @param offset seconds east of Greenwich; null where there is no zone
  static Numeric ofTime(String written, long time, @Nullable Integer offset, String typeName) {
    String unit = written.toLowerCase(Locale.ROOT);
    @Nullable IntervalUnits known = IntervalUnits.find(unit);
    if (known != null) {
      @Nullable Numeric part = timePart(known, time);
      if (part == null) {
        throw notSupported(unit, typeName);
      }
      return part;
    }
    if (unit.equals("epoch")) {
      long seconds = offset == null ? 0 : offset;
      return scaled(time - seconds * Calendar.MICROS_PER_SECOND, 6);
    }
    if (isOfDates(unit)) {
      throw notSupported(unit, typeName);
    }
    return zonePart(unit, offset, typeName);
  }

  /// Of an interval.
  static Numeric ofInterval(String written, Interval span) {
    String unit = written.toLowerCase(Locale.ROOT);
    @Nullable IntervalUnits known = IntervalUnits.find(unit);
    if (known == null) {
      if (unit.equals("epoch")) {
        long quarters =
            1461L * (span.months() / 12) + 120L * (span.months() % 12) + 4L * span.days();
        BigDecimal seconds = BigDecimal.valueOf(quarters).multiply(BigDecimal.valueOf(21_600));
        return Numeric.of(
            seconds
                .add(BigDecimal.valueOf(span.micros(), 6))
                .setScale(6, RoundingMode.UNNECESSARY));
      }
      throw isOfDates(unit) || unit.startsWith("timezone")
          ? notSupported(unit, "interval")
          : notRecognized(unit, "interval");
    }
    long time = span.micros();
    int years = span.months() / 12;
    return switch (known) {
      case MICROSECOND -> Numeric.of(time % Calendar.MICROS_PER_MINUTE);
      case MILLISECOND -> scaled(time % Calendar.MICROS_PER_MINUTE, 3);
      case SECOND -> scaled(time % Calendar.MICROS_PER_MINUTE, 6);
      case MINUTE -> Numeric.of(time / Calendar.MICROS_PER_MINUTE % 60);
      case HOUR -> Numeric.of(time / Calendar.MICROS_PER_HOUR);
      case DAY -> Numeric.of(span.days());
      case MONTH -> Numeric.of(span.months() % 12);
      case QUARTER -> Numeric.of(span.months() % 12 / 3 + 1);
      case YEAR -> Numeric.of(years);
      case DECADE -> Numeric.of(years / 10);
      case CENTURY -> Numeric.of(years / 100);
      case MILLENNIUM -> Numeric.of(years / 1000);
      case WEEK -> throw notSupported(unit, "interval");
    };
  }
}
