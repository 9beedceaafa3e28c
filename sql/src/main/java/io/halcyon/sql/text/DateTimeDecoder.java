package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.session.SessionContext.DateOrder;
import io.halcyon.sql.text.DateTimeTokens.Field;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes sense of the fields of a date and time: `DecodeDateTime` of PostgreSQL's `datetime.c`.
final class DateTimeDecoder {
  private static final long JULIAN_MAX = 2_147_483_494L;

  private final DateTimeParts parts;
  private final DateOrder order;
  private final boolean timeOnly;
  private boolean textMonth;
  private DateTimeWords.@Nullable Kind prefix;

  private DateTimeDecoder(DateTimeParts parts, DateOrder order, boolean timeOnly) {
    this.parts = parts;
    this.order = order;
    this.timeOnly = timeOnly;
  }

  /// @param timeOnly whether a date is not expected, and a bare number is a time
  static DateTimeParts decode(String text, String typeName, DateOrder order, boolean timeOnly) {
    DateTimeParts parts = new DateTimeParts(text, typeName);
    @Nullable List<Field> fields = DateTimeTokens.of(text);
    if (fields == null || fields.isEmpty()) {
      throw parts.invalid();
    }
    DateTimeDecoder decoder = new DateTimeDecoder(parts, order, timeOnly);
    for (int i = 0; i < fields.size(); i++) {
      @Nullable Field next = i + 1 < fields.size() ? fields.get(i + 1) : null;
      decoder.field(fields.get(i), next);
    }
    if (decoder.prefix != null) {
      throw parts.invalid();
    }
    return parts;
  }

  private void field(Field field, @Nullable Field next) {
    switch (field.kind()) {
      case DATE -> dateField(field.text());
      case TIME -> {
        if (prefix != null && prefix != DateTimeWords.Kind.ISO_TIME) {
          throw parts.invalid();
        }
        prefix = null;
        time(field.text());
      }
      case ZONE -> zoneField(field.text());
      case NUMBER -> numberField(field.text());
      case WORD, SPECIAL -> word(field.text(), next);
    }
  }

  private void dateField(String text) {
    if (prefix == DateTimeWords.Kind.JULIAN) {
      // "J2451187-08": a Julian day with an offset behind it
      int dash = text.indexOf('-');
      if (dash < 0 || !text.substring(0, dash).matches("\\d+")) {
        throw parts.invalid();
      }
      julian(text.substring(0, dash));
      zone(text.substring(dash));
      return;
    }
    boolean timeWithZone = timeOnly && text.matches("\\d{4,6}(\\.\\d+)?-\\d{1,4}");
    boolean zoneName = parts.hasMonthAndDay() || prefix != null || timeWithZone;
    if (!zoneName && !(timeOnly && Character.isLetter(text.charAt(0)))) {
      date(text);
      return;
    }
    if (Spaces.isDigit(text.charAt(0)) || prefix != null) {
      // a time without colons, with an offset behind it
      int dash = text.indexOf('-');
      if (dash < 0) {
        throw parts.invalid();
      }
      prefix = null;
      runTogether(text.substring(0, dash));
      zone(text.substring(dash));
      return;
    }
    namedZone(text);
  }

  private void namedZone(String name) {
    requireNoZone();
    @Nullable ZoneId zone = TimeZones.named(name);
    if (zone == null) {
      try {
        zone = TimeZones.find(name);
      } catch (SqlError unknown) {
        throw TimeZones.unknown(name);
      }
    }
    parts.zone = zone;
    parts.hasZone = true;
  }

  private void requireNoZone() {
    if (parts.hasZone) {
      throw parts.invalid();
    }
  }

  private void zoneField(String text) {
    if (prefix != null) {
      throw parts.invalid();
    }
    zone(text);
  }

  private void zone(String text) {
    @Nullable Integer offset = TimeZones.offset(text, parts.text());
    if (offset == null) {
      throw parts.invalid();
    }
    requireNoZone();
    parts.offset = offset;
    parts.hasZone = true;
  }

  private void numberField(String text) {
    if (prefix == DateTimeWords.Kind.JULIAN) {
      julian(text);
      return;
    }
    if (prefix == DateTimeWords.Kind.ISO_TIME) {
      prefix = null;
      runTogether(text);
      if (!parts.hasTime) {
        throw parts.invalid();
      }
      return;
    }
    int point = text.indexOf('.');
    int length = text.length();
    if (point >= 0 && !parts.hasMonthAndDay() && !timeOnly) {
      date(text);
    } else if (point >= 0 && point > 2) {
      runTogether(text);
    } else if (length >= 6 && (timeOnly || !parts.hasMonthAndDay() || !parts.hasTime)) {
      runTogether(text);
    } else if (timeOnly && !parts.hasTime && length == 4) {
      runTogether(text);
    } else {
      dateNumber(text);
    }
  }

  private void julian(String text) {
    prefix = null;
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    if (whole.length() > 10 || Long.parseLong(whole) > JULIAN_MAX) {
      throw parts.fieldOutOfRange();
    }
    parts.julian = (int) Long.parseLong(whole);
    parts.hasJulian = true;
    if (point >= 0) {
      double fraction = Double.parseDouble("0" + text.substring(point));
      long micros = Math.round(fraction * Calendar.MICROS_PER_DAY);
      setTime(micros);
    }
  }

  private void setTime(long micros) {
    parts.hour = micros / Calendar.MICROS_PER_HOUR;
    parts.minute = (int) (micros / Calendar.MICROS_PER_MINUTE % 60);
    parts.second = (int) (micros / Calendar.MICROS_PER_SECOND % 60);
    parts.fraction = micros % Calendar.MICROS_PER_SECOND;
    parts.hasTime = true;
  }

  private void word(String text, @Nullable Field next) {
    @Nullable Integer abbreviation = TimeZones.abbreviation(text);
    DateTimeWords.@Nullable Word word = abbreviation != null ? null : DateTimeWords.find(text);
    if (abbreviation != null) {
      requireNoZone();
      parts.offset = abbreviation;
      parts.hasZone = true;
      return;
    }
    if (word == null) {
      @Nullable ZoneId zone = TimeZones.named(text);
      if (zone == null) {
        throw parts.invalid();
      }
      requireNoZone();
      parts.zone = zone;
      parts.hasZone = true;
      return;
    }
    switch (word.kind()) {
      case MONTH -> month(word.value());
      case WEEKDAY -> parts.hasWeekday = true;
      case MERIDIEM -> parts.pm = word.value() == 1;
      case ERA -> parts.bc = word.value() == 1;
      case ISO_TIME, JULIAN -> prefixed(word.kind(), next);
      case IGNORED -> {
        // says nothing
      }
      case DAYLIGHT_SAVING -> throw parts.invalid();
      case NOW, TODAY, TOMORROW, YESTERDAY, EPOCH, INFINITY, MINUS_INFINITY, ALL_BALLS -> {
        if (parts.special != null && !(timeOnly || word.kind() == DateTimeWords.Kind.ALL_BALLS)) {
          throw parts.invalid();
        }
        special(word.kind());
      }
    }
  }

  private void special(DateTimeWords.Kind kind) {
    if (kind == DateTimeWords.Kind.ALL_BALLS) {
      requireNoZone();
      setTime(0);
      parts.offset = 0;
      parts.hasZone = true;
      return;
    }
    if (parts.hasAnyDatePart() && !timeOnly) {
      throw parts.invalid();
    }
    parts.special = kind;
  }

  private void prefixed(DateTimeWords.Kind kind, @Nullable Field next) {
    if (prefix != null || next == null) {
      throw parts.invalid();
    }
    if (kind == DateTimeWords.Kind.ISO_TIME) {
      boolean time =
          next.kind() == DateTimeTokens.Kind.NUMBER
              || next.kind() == DateTimeTokens.Kind.TIME
              || next.kind() == DateTimeTokens.Kind.DATE;
      if ((!timeOnly && !parts.hasDate()) || !time) {
        throw parts.invalid();
      }
    }
    prefix = kind;
  }

  private void month(int value) {
    if (parts.hasMonth && !textMonth && !parts.hasDay && parts.month >= 1 && parts.month <= 31) {
      // the number before was the day
      parts.day = parts.month;
      parts.hasDay = true;
    } else if (parts.hasMonth) {
      throw parts.invalid();
    }
    textMonth = true;
    parts.month = value;
    parts.hasMonth = true;
  }

  /// Reads `hh:mm[:ss[.fraction]]`.
  private void time(String text) {
    if (parts.hasTime) {
      throw parts.invalid();
    }
    if (!text.matches("\\d+:\\d+(:\\d+)?(\\.\\d*)?")) {
      throw parts.invalid();
    }
    int point = text.indexOf('.');
    String[] numbers = (point < 0 ? text : text.substring(0, point)).split(":");
    for (String number : numbers) {
      if (number.length() > 9) {
        throw parts.fieldOutOfRange();
      }
    }
    long hour = Long.parseLong(numbers[0]);
    int minute = Integer.parseInt(numbers[1]);
    int second = 0;
    if (numbers.length > 2) {
      second = Integer.parseInt(numbers[2]);
    } else if (point >= 0) {
      // minutes and seconds, as in "12:34.5"
      second = minute;
      minute = (int) hour;
      hour = 0;
    }
    long fraction = point < 0 ? 0 : fraction(text.substring(point));
    checkTime(hour, minute, second, fraction);
    parts.hour = hour;
    parts.minute = minute;
    parts.second = second;
    parts.fraction = fraction;
    parts.hasTime = true;
  }

  /// A second may be 60, and a day may end at 24:00.
  private void checkTime(long hour, int minute, int second, long fraction) {
    boolean endOfDay = hour == 24 && minute == 0 && second == 0 && fraction == 0;
    boolean tooLate = hour > 24 || (hour == 24 && !endOfDay);
    if (minute > 59 || second > 60 || tooLate) {
      throw parts.fieldOutOfRange();
    }
  }

  /// Returns the microseconds of a fraction that begins with its point.
  static long fraction(String text) {
    return text.length() <= 1
        ? 0
        : Math.round(Double.parseDouble("0" + text) * Calendar.MICROS_PER_SECOND);
  }

  /// Reads a date of parts: `DecodeDate`.
  private void date(String text) {
    String[] fields = text.split("[^a-z0-9]+", -1);
    boolean[] done = new boolean[fields.length];
    for (int i = 0; i < fields.length; i++) {
      if (!fields[i].isEmpty() && Character.isLetter(fields[i].charAt(0))) {
        DateTimeWords.@Nullable Word word = DateTimeWords.find(fields[i]);
        if (word == null || word.kind() != DateTimeWords.Kind.MONTH || parts.hasMonth) {
          throw parts.invalid();
        }
        textMonth = true;
        parts.month = word.value();
        parts.hasMonth = true;
        done[i] = true;
      }
    }
    int count = 0;
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].isEmpty()) {
        throw parts.invalid();
      }
      if (!done[i]) {
        dateNumber(fields[i]);
      }
      count++;
    }
    if (count > 3 || !parts.hasDate()) {
      throw parts.invalid();
    }
  }

  /// Reads a number that is a year, month or day, by what is known already: `DecodeNumber`.
  private void dateNumber(String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    if (!whole.matches("\\d+") || point >= 0) {
      throw parts.invalid();
    }
    if (whole.length() > 9) {
      throw parts.fieldOutOfRange();
    }
    int value = Integer.parseInt(whole);
    if (whole.length() == 3 && parts.hasYear && !parts.hasMonth && value >= 1 && value <= 366) {
      parts.dayOfYear = value;
      parts.hasDayOfYear = true;
      return;
    }
    boolean year = parts.hasYear;
    boolean month = parts.hasMonth;
    boolean day = parts.hasDay;
    if (!year && !month && !day) {
      first(whole, value);
    } else if (!year && month && !day) {
      afterMonth(whole, value);
    } else if (year && !month && !day) {
      setMonth(value);
    } else if (year && month && !day) {
      if (textMonth && whole.length() >= 3 && parts.twoDigitYear) {
        // what was taken for the year was the day
        parts.day = parts.year;
        parts.hasDay = true;
        setYear(whole, value);
      } else {
        setDay(value);
      }
    } else if (!year && !month) {
      setMonth(value);
    } else if (!year) {
      setYear(whole, value);
    } else if (month && day) {
      if (parts.hasTime || whole.length() < 4) {
        throw parts.invalid();
      }
      runTogether(whole);
    } else {
      throw parts.invalid();
    }
  }

  private void first(String digits, int value) {
    if (digits.length() >= 3 || order == DateOrder.YMD) {
      setYear(digits, value);
    } else if (order == DateOrder.DMY) {
      setDay(value);
    } else {
      setMonth(value);
    }
  }

  private void afterMonth(String digits, int value) {
    if (!textMonth) {
      setDay(value);
    } else if (digits.length() >= 3 || order == DateOrder.YMD) {
      setYear(digits, value);
    } else {
      setDay(value);
    }
  }

  private void setYear(String digits, int value) {
    parts.year = value;
    parts.hasYear = true;
    parts.twoDigitYear = digits.length() <= 2;
  }

  private void setMonth(int value) {
    parts.month = value;
    parts.hasMonth = true;
  }

  private void setDay(int value) {
    parts.day = value;
    parts.hasDay = true;
  }

  /// Reads digits without anything between the fields: `DecodeNumberField`.
  private void runTogether(String text) {
    int point = text.indexOf('.');
    String digits = point < 0 ? text : text.substring(0, point);
    if (!digits.matches("\\d+")) {
      throw parts.invalid();
    }
    long fraction = point < 0 ? 0 : fraction(text.substring(point));
    if (point < 0 && !parts.hasMonthAndDay() && !timeOnly && digits.length() >= 6) {
      int split = digits.length() - 4;
      String year = digits.substring(0, split);
      if (year.length() > 9) {
        throw parts.fieldOutOfRange();
      }
      setYear(year, Integer.parseInt(year));
      setMonth(Integer.parseInt(digits.substring(split, split + 2)));
      setDay(Integer.parseInt(digits.substring(split + 2)));
      return;
    }
    if (!parts.hasTime && (digits.length() == 6 || digits.length() == 4)) {
      int hour = Integer.parseInt(digits.substring(0, 2));
      int minute = Integer.parseInt(digits.substring(2, 4));
      int second = digits.length() == 6 ? Integer.parseInt(digits.substring(4)) : 0;
      checkTime(hour, minute, second, fraction);
      parts.hour = hour;
      parts.minute = minute;
      parts.second = second;
      parts.fraction = fraction;
      parts.hasTime = true;
      return;
    }
    throw parts.invalid();
  }
}
