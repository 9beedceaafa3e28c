package io.halcyon.sql.text;

import io.halcyon.sql.value.TimeWithZone;
import java.time.LocalDate;
import java.time.ZoneId;

/// Writes dates and times in the style `ISO`.
public final class DateTimeOutput {
  private DateTimeOutput() {}

  public static String date(int days) {
    if (!Calendar.isFinite(days)) {
      return days > 0 ? "infinity" : "-infinity";
    }
    StringBuilder text = new StringBuilder(10);
    LocalDate date = Calendar.date(days);
    appendDate(text, date);
    return date.getYear() <= 0 ? text.append(" BC").toString() : text.toString();
  }

  private static void appendDate(StringBuilder text, LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    String digits = Integer.toString(year);
    text.append("0".repeat(Math.max(0, 4 - digits.length()))).append(digits).append('-');
    two(text, date.getMonthValue());
    text.append('-');
    two(text, date.getDayOfMonth());
  }

  private static void two(StringBuilder text, long number) {
    if (number < 10) {
      text.append('0');
    }
    text.append(number);
  }

  public static String time(long micros) {
    StringBuilder text = new StringBuilder(15);
    appendTime(text, micros);
    return text.toString();
  }

  private static void appendTime(StringBuilder text, long micros) {
    two(text, micros / Calendar.MICROS_PER_HOUR);
    text.append(':');
    two(text, micros / Calendar.MICROS_PER_MINUTE % 60);
    text.append(':');
    two(text, micros / Calendar.MICROS_PER_SECOND % 60);
    appendFraction(text, micros % Calendar.MICROS_PER_SECOND);
  }

  /// Appends microseconds without the zeros at the end.
  static void appendFraction(StringBuilder text, long micros) {
    if (micros == 0) {
      return;
    }
    String digits = Long.toString(1_000_000 + micros).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    text.append('.').append(digits, 0, end);
  }

  static String timeWithZone(TimeWithZone time) {
    StringBuilder text = new StringBuilder(21);
    appendTime(text, time.micros());
    appendZone(text, -time.zoneSeconds());
    return text.toString();
  }

  /// @param seconds east of Greenwich
  private static void appendZone(StringBuilder text, int seconds) {
    int distance = Math.abs(seconds);
    text.append(seconds < 0 ? '-' : '+');
    two(text, distance / 3600);
    if (distance % 3600 != 0) {
      text.append(':');
      two(text, distance / 60 % 60);
      if (distance % 60 != 0) {
        text.append(':');
        two(text, distance % 60);
      }
    }
  }

  public static String timestamp(long micros) {
    if (!Calendar.isFinite(micros)) {
      return micros > 0 ? "infinity" : "-infinity";
    }
    StringBuilder text = new StringBuilder(26);
    LocalDate date = Calendar.date(Calendar.day(micros));
    appendDate(text, date);
    text.append(' ');
    appendTime(text, Calendar.timeOfDay(micros));
    return date.getYear() <= 0 ? text.append(" BC").toString() : text.toString();
  }

  public static String timestampWithZone(long micros, ZoneId zone) {
    if (!Calendar.isFinite(micros)) {
      return timestamp(micros);
    }
    StringBuilder text = new StringBuilder(29);
    int offset = Calendar.offsetSeconds(micros, zone);
    long local = micros + offset * Calendar.MICROS_PER_SECOND;
    LocalDate date = Calendar.date(Calendar.day(local));
    appendDate(text, date);
    text.append(' ');
    appendTime(text, Calendar.timeOfDay(local));
    appendZone(text, offset);
    return date.getYear() <= 0 ? text.append(" BC").toString() : text.toString();
  }
}
