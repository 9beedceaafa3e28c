package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// What has been read of a date and time so far. Not thread-safe.
final class DateTimeParts {
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final int YEAR_MAX = 5_874_898;

  private final String text;
  private final String typeName;

  boolean hasYear;
  boolean hasMonth;
  boolean hasDay;
  boolean hasDayOfYear;
  boolean hasTime;
  boolean hasZone;
  boolean hasWeekday;
  boolean hasJulian;
  boolean twoDigitYear;
  boolean bc;
  @Nullable Boolean pm;
  int year;
  int month;
  int day;
  int dayOfYear;
  long hour;
  int minute;
  int second;
  long fraction;
  int julian;
  @Nullable Integer offset;
  @Nullable ZoneId zone;
  DateTimeWords.@Nullable Kind special;

  DateTimeParts(String text, String typeName) {
    this.text = text;
    this.typeName = typeName;
  }

  String text() {
    return text;
  }

  SqlError invalid() {
    return new SqlError(
        SqlState.INVALID_DATETIME_FORMAT,
        "invalid input syntax for type " + typeName + ": \"" + text + "\"");
  }

  SqlError fieldOutOfRange() {
    return new SqlError(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + text + "\"");
  }

  SqlError monthOrDayOutOfRange() {
    return fieldOutOfRange().withHint("Perhaps you need a different \"datestyle\" setting.");
  }

  boolean hasDate() {
    return hasJulian || (hasYear && ((hasMonth && hasDay) || hasDayOfYear));
  }

  boolean hasMonthAndDay() {
    return hasJulian || (hasMonth && hasDay);
  }

  boolean hasAnyDatePart() {
    return hasYear || hasMonth || hasDay || hasDayOfYear || hasJulian;
  }

  /// Makes a full year of two digits, and checks that the day exists: `ValidateDate`.
  void validateDate() {
    if (hasYear) {
      if (hasJulian) {
        // its own year, as it is
      } else if (bc) {
        if (year <= 0) {
          throw fieldOutOfRange();
        }
        year = 1 - year;
      } else if (twoDigitYear) {
        if (year < 0) {
          throw fieldOutOfRange();
        }
        year += year < 70 ? 2000 : year < 100 ? 1900 : 0;
      } else if (year <= 0) {
        throw fieldOutOfRange();
      }
    }
    if (hasDayOfYear) {
      resolveDayOfYear();
    }
    if (hasMonth && (month < 1 || month > 12)) {
      throw monthOrDayOutOfRange();
    }
    if (hasDay && (day < 1 || day > 31)) {
      throw monthOrDayOutOfRange();
    }
    if (hasYear && hasMonth && hasDay && day > lengthOfMonth()) {
      throw fieldOutOfRange();
    }
  }

  private void resolveDayOfYear() {
    boolean leap = java.time.Year.isLeap(year);
    if (dayOfYear < 1 || dayOfYear > (leap ? 366 : 365)) {
      throw fieldOutOfRange();
    }
    java.time.LocalDate date = java.time.LocalDate.ofYearDay(year, dayOfYear);
    month = date.getMonthValue();
    day = date.getDayOfMonth();
    hasMonth = true;
    hasDay = true;
  }

  private int lengthOfMonth() {
    return month == 2 && !java.time.Year.isLeap(year) ? 28 : DAYS[month - 1];
  }

  /// Returns the day.
  ///
  /// @throws SqlError if it is before or behind all
  int days(String what) {
    if (hasJulian) {
      return julian - 2_451_545;
    }
    if (year > YEAR_MAX || year < -4713) {
      throw outOfRange(what);
    }
    long days = Calendar.days(java.time.LocalDate.of(year, month, day));
    if (days < Calendar.DATE_MIN || days >= Calendar.DATE_END) {
      throw outOfRange(what);
    }
    return (int) days;
  }

  SqlError outOfRange(String what) {
    return new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, what + " out of range: \"" + text + "\"");
  }

  /// Applies `AM` and `PM`, and returns the microseconds since midnight.
  long timeOfDay() {
    if (pm != null) {
      if (hour > 12) {
        throw fieldOutOfRange();
      }
      hour = pm ? (hour == 12 ? 12 : hour + 12) : hour == 12 ? 0 : hour;
    }
    return hour * Calendar.MICROS_PER_HOUR
        + minute * Calendar.MICROS_PER_MINUTE
        + second * Calendar.MICROS_PER_SECOND
        + fraction;
  }
}
