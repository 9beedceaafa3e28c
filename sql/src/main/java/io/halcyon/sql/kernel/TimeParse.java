package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.text.Spaces;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `to_date` and `to_timestamp`: `DCH_from_char` of PostgreSQL's `formatting.c`. Used once.
final class TimeParse {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private final String text;
  private int at;
  private int year;
  private int month = 1;
  private int day = 1;
  private int dayOfYear;
  private int julian = -1;
  private long hour;
  private long minute;
  private long second;
  private long micros;
  private @Nullable Boolean pm;
  private boolean bc;
  private @Nullable Integer offsetHours;
  private int offsetMinutes;

  private TimeParse(String text) {
    this.text = text;
  }

  /// A local time, and the offset in seconds east of Greenwich if one was written.
  record Parsed(long local, @Nullable Integer offset) {}

  static Parsed parse(String text, String format) {
    TimeParse parse = new TimeParse(text);
    List<FormatField> fields = FormatField.parse(format);
    for (int i = 0; i < fields.size(); i++) {
      FormatField field = fields.get(i);
      if (field.keyword().isEmpty()) {
        parse.literal(field.text());
        continue;
      }
      boolean bounded = i + 1 < fields.size() && startsWithDigits(fields.get(i + 1).keyword());
      parse.at = Spaces.skip(text, parse.at);
      parse.field(field, bounded);
      if (field.ordinal()) {
        parse.at = Math.min(text.length(), parse.at + 2);
      }
    }
    return parse.result();
  }

  private static boolean startsWithDigits(String keyword) {
    return switch (keyword) {
      case "" -> false;
      case "Y,YYY",
          "YYYY",
          "YYY",
          "YY",
          "Y",
          "MM",
          "DD",
          "DDD",
          "HH",
          "HH12",
          "HH24",
          "MI",
          "SS",
          "MS",
          "US",
          "J",
          "Q",
          "SSSS",
          "SSSSS" ->
          true;
      default -> false;
    };
  }

  /// Separators in the format stand for separators or spaces in the text.
  private void literal(String literal) {
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        at = Math.min(text.length(), at + 1);
        continue;
      }
      at = Spaces.skip(text, at);
      boolean separator = at < text.length() && !Character.isLetterOrDigit(text.charAt(at));
      boolean sign = separator && (text.charAt(at) == '-' || text.charAt(at) == '+');
      if (separator && (!sign || c != ' ')) {
        at++;
      }
    }
  }

  private void field(FormatField field, boolean bounded) {
    switch (field.keyword()) {
      case "YYYY" -> year = (int) number(field, 4, bounded);
      case "Y,YYY" -> {
        int thousands = (int) number(field, 3, true);
        at++;
        year = thousands * 1000 + (int) number(field, 3, true);
      }
      case "YYY" -> year = fullYear((int) number(field, 3, bounded));
      case "YY" -> year = fullYear((int) number(field, 2, bounded));
      case "Y" -> year = fullYear((int) number(field, 1, bounded));
      case "MM" -> month = (int) number(field, 2, bounded);
      case "DD" -> day = (int) number(field, 2, bounded);
      case "DDD" -> dayOfYear = (int) number(field, 3, bounded);
      case "J" -> julian = (int) number(field, 10, bounded);
      case "HH24", "HH", "HH12" -> hour = number(field, 2, bounded);
      case "MI" -> minute = number(field, 2, bounded);
      case "SS" -> second = number(field, 2, bounded);
      case "SSSS", "SSSSS" -> {
        long seconds = number(field, 5, bounded);
        hour = seconds / 3600;
        minute = seconds / 60 % 60;
        second = seconds % 60;
      }
      case "MS" -> micros = fraction(field, 3) * 1000;
      case "US" -> micros = fraction(field, 6);
      case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> {
        int digits = field.keyword().charAt(2) - '0';
        micros = fraction(field, digits) * (long) Math.pow(10, 6 - digits);
      }
      case "TZH" -> {
        boolean negative = at < text.length() && text.charAt(at) == '-';
        boolean signed = negative || (at < text.length() && text.charAt(at) == '+');
        at += signed ? 1 : 0;
        int hours = (int) number(field, 2, bounded);
        offsetHours = negative ? -hours : hours;
      }
      case "TZM" -> offsetMinutes = (int) number(field, 2, bounded);
      default -> word(field);
    }
  }

  private void word(FormatField field) {
    String keyword = field.keyword().toUpperCase(Locale.ROOT);
    switch (keyword) {
      case "MONTH", "MON" -> month = monthNamed(field, keyword);
      case "DAY", "DY" -> letters();
      case "AM", "PM", "A.M.", "P.M." -> {
        pm = choice(field, "P", "A");
      }
      case "AD", "BC", "A.D.", "B.C." -> bc = choice(field, "B", "A");
      case "Q", "D", "ID", "W", "WW" -> {
        var _ = number(field, 2, false);
      }
      default -> throw SqlError.unsupported("format \"" + field.text() + "\" of to_timestamp()");
    }
  }

  private void letters() {
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
  }

  private boolean choice(FormatField field, String yes, String no) {
    int width = field.text().length();
    String written = text.substring(at, Math.min(text.length(), at + width));
    String upper = written.toUpperCase(Locale.ROOT);
    if (!upper.startsWith(yes) && !upper.startsWith(no)) {
      throw invalid(written, field)
          .withDetail("The given value did not match any of the allowed values for this field.");
    }
    at = Math.min(text.length(), at + width);
    return upper.startsWith(yes);
  }

  private int monthNamed(FormatField field, String keyword) {
    String rest = text.substring(at).toLowerCase(Locale.ROOT);
    for (int i = 0; i < MONTHS.size(); i++) {
      String name = keyword.equals("MON") ? MONTHS.get(i).substring(0, 3) : MONTHS.get(i);
      if (rest.startsWith(name)) {
        at += name.length();
        return i + 1;
      }
    }
    int end = at;
    while (end < text.length() && !Spaces.isSpace(text.charAt(end))) {
      end++;
    }
    throw invalid(text.substring(at, end), field)
        .withDetail("The given value did not match any of the allowed values for this field.");
  }

  private static SqlError invalid(String written, FormatField field) {
    return new SqlError(
        SqlState.INVALID_DATETIME_FORMAT,
        "invalid value \"" + written + "\" for \"" + field.text() + "\"");
  }

  /// @param bounded whether another number follows, so that no more digits than `width` are its own
  private long number(FormatField field, int width, boolean bounded) {
    int start = at;
    boolean negative = at < text.length() && text.charAt(at) == '-';
    at += negative ? 1 : 0;
    int max = bounded || field.fill() ? width : 10;
    int digits = at;
    while (at < text.length() && at - digits < max && Spaces.isDigit(text.charAt(at))) {
      at++;
    }
    if (at == digits) {
      String written = text.substring(start, Math.min(text.length(), start + width));
      throw invalid(written, field).withDetail("Value must be an integer.");
    }
    long value = Long.parseLong(text.substring(digits, at));
    return negative ? -value : value;
  }

  private long fraction(FormatField field, int width) {
    int start = at;
    var _ = number(field, width, true);
    String digits = text.substring(start, at);
    return Long.parseLong(digits + "0".repeat(Math.max(0, width - digits.length())));
  }

  private static int fullYear(int written) {
    if (written >= 100) {
      return written < 520 ? written + 2000 : written < 1000 ? written + 1000 : written;
    }
    return written < 70 ? written + 2000 : written + 1900;
  }

  private SqlError outOfRange() {
    return new SqlError(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + text + "\"");
  }

  private Parsed result() {
    if (pm != null) {
      if (hour < 1 || hour > 12) {
        throw new SqlError(
                SqlState.INVALID_DATETIME_FORMAT,
                "hour \"" + hour + "\" is invalid for the 12-hour clock")
            .withHint("Use the 24-hour clock, or give an hour between 1 and 12.");
      }
      hour = hour % 12 + (pm ? 12 : 0);
    }
    boolean clock = hour < 24 && minute < 60 && second < 60;
    if (!clock || hour < 0 || minute < 0 || second < 0) {
      throw outOfRange();
    }
    long time =
        hour * Calendar.MICROS_PER_HOUR
            + minute * Calendar.MICROS_PER_MINUTE
            + second * Calendar.MICROS_PER_SECOND
            + micros;
    long days = days();
    if (days < Calendar.DATE_MIN
        || days * (double) Calendar.MICROS_PER_DAY >= Calendar.TIMESTAMP_END) {
      throw Timestamps.outOfRange();
    }
    @Nullable Integer hours = offsetHours;
    @Nullable Integer offset =
        hours == null
            ? null
            : (Integer) (hours * 3600 + (hours < 0 ? -offsetMinutes : offsetMinutes) * 60);
    return new Parsed(days * Calendar.MICROS_PER_DAY + time, offset);
  }

  private long days() {
    if (julian >= 0) {
      return julian - 2_451_545L;
    }
    int astronomical = year;
    if (year == 0) {
      astronomical = 0;
    } else if (bc) {
      astronomical = 1 - year;
    } else if (year < 0) {
      astronomical = year + 1;
    }
    try {
      return Calendar.days(
          dayOfYear > 0
              ? LocalDate.ofYearDay(astronomical, dayOfYear)
              : LocalDate.of(astronomical, month, day));
    } catch (DateTimeException invalid) {
      throw outOfRange();
    }
  }
}
