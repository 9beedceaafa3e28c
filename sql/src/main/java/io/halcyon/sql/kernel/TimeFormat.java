package io.halcyon.sql.kernel;

import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.value.Interval;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `to_char` of times: PostgreSQL's `formatting.c` with the locale `C`. Used once.
final class TimeFormat {
  private static final String[] ROMAN = {
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"
  };

  private final long time;
  private final @Nullable LocalDate date;
  private final long years;
  private final int months;
  private final int days;
  private final @Nullable ZoneId zone;
  private final int offset;
  private final long utc;
  private final boolean interval;

  private TimeFormat(long local, @Nullable ZoneId zone, int offset) {
    this.time = Calendar.timeOfDay(local);
    LocalDate day = Calendar.date(Calendar.day(local));
    this.date = day;
    this.years = day.getYear() > 0 ? day.getYear() : 1 - day.getYear();
    this.months = day.getMonthValue();
    this.days = day.getDayOfMonth();
    this.zone = zone;
    this.offset = offset;
    this.utc = local - offset * Calendar.MICROS_PER_SECOND;
    this.interval = false;
  }

  private TimeFormat(Interval span) {
    this.time = span.micros();
    this.date = null;
    this.years = span.months() / 12;
    this.months = span.months() % 12;
    this.days = span.days();
    this.zone = null;
    this.offset = 0;
    this.utc = 0;
    this.interval = true;
  }

  static @Nullable String timestamp(long local, String format) {
    return Calendar.isFinite(local) ? new TimeFormat(local, null, 0).write(format) : null;
  }

  static @Nullable String zoned(long utc, String format, ZoneId zone) {
    if (!Calendar.isFinite(utc)) {
      return null;
    }
    int offset = Calendar.offsetSeconds(utc, zone);
    return new TimeFormat(utc + offset * Calendar.MICROS_PER_SECOND, zone, offset).write(format);
  }

  static @Nullable String interval(Interval span, String format) {
    return new TimeFormat(span).write(format);
  }

  private @Nullable String write(String format) {
    if (format.isEmpty()) {
      return null;
    }
    StringBuilder result = new StringBuilder();
    for (FormatField field : FormatField.parse(format)) {
      if (field.keyword().isEmpty()) {
        result.append(field.text());
      } else {
        String value = value(field);
        result.append(value).append(suffix(field, value));
      }
    }
    return result.toString();
  }

  private static String suffix(FormatField field, String value) {
    if (!field.ordinal()) {
      return "";
    }
    String digits = value.strip();
    if (digits.isEmpty() || !Character.isDigit(digits.charAt(digits.length() - 1))) {
      return "";
    }
    boolean teen = digits.length() > 1 && digits.charAt(digits.length() - 2) == '1';
    String ending =
        teen
            ? "th"
            : switch (digits.charAt(digits.length() - 1)) {
              case '1' -> "st";
              case '2' -> "nd";
              case '3' -> "rd";
              default -> "th";
            };
    return field.ordinalUpper() ? ending.toUpperCase(Locale.ROOT) : ending;
  }

  private static String padded(FormatField field, long value, int width) {
    if (field.fill()) {
      return Long.toString(value);
    }
    String digits = Long.toString(Math.abs(value));
    String zeros = "0".repeat(Math.max(0, width - digits.length()));
    return (value < 0 ? "-" : "") + zeros + digits;
  }

  private static String name(FormatField field, String name, int width) {
    return field.fill() ? name : name + " ".repeat(Math.max(0, width - name.length()));
  }

  private LocalDate day() {
    if (date == null) {
      throw new io.halcyon.sql.error.SqlError(
              io.halcyon.sql.error.SqlState.INVALID_DATETIME_FORMAT,
              "invalid format specification for an interval value")
          .withHint("Intervals are not tied to specific calendar dates.");
    }
    return date;
  }

  private String value(FormatField field) {
    @Nullable String found = clock(field);
    if (found == null) {
      found = calendar(field);
    }
    if (found == null) {
      found = names(field);
    }
    return found == null ? zoneValue(field) : found;
  }

  private long hours() {
    return time / Calendar.MICROS_PER_HOUR;
  }

  private @Nullable String clock(FormatField field) {
    long hours = hours();
    long minutes = time / Calendar.MICROS_PER_MINUTE % 60;
    long seconds = time / Calendar.MICROS_PER_SECOND % 60;
    long micros = Math.abs(time % Calendar.MICROS_PER_SECOND);
    int width = time < 0 ? 3 : 2;
    return switch (field.keyword()) {
      case "HH24" -> padded(field, hours, width - (time < 0 ? 1 : 0));
      case "HH", "HH12" -> padded(field, hours % 12 == 0 ? 12 : hours % 12, 2);
      case "MI" -> padded(field, minutes, 2);
      case "SS" -> padded(field, seconds, 2);
      case "MS" -> "%03d".formatted(micros / 1000);
      case "US" -> "%06d".formatted(micros);
      case "SSSS", "SSSSS" -> Long.toString(time / Calendar.MICROS_PER_SECOND);
      case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" ->
          "%06d".formatted(micros).substring(0, field.keyword().charAt(2) - '0');
      case "AM", "PM" -> hours % 24 >= 12 ? "PM" : "AM";
      case "am", "pm" -> hours % 24 >= 12 ? "pm" : "am";
      case "A.M.", "P.M." -> hours % 24 >= 12 ? "P.M." : "A.M.";
      case "a.m.", "p.m." -> hours % 24 >= 12 ? "p.m." : "a.m.";
      default -> null;
    };
  }

  private @Nullable String calendar(FormatField field) {
    return switch (field.keyword().toUpperCase(Locale.ROOT)) {
      case "Y,YYY" -> years / 1000 + "," + "%03d".formatted(years % 1000);
      case "YYYY" -> padded(field, years, 4);
      case "YYY" -> padded(field, years % 1000, 3);
      case "YY" -> padded(field, years % 100, 2);
      case "Y" -> Long.toString(years % 10);
      case "IYYY" -> padded(field, isoYear(), 4);
      case "IYY" -> padded(field, isoYear() % 1000, 3);
      case "IY" -> padded(field, isoYear() % 100, 2);
      case "I" -> Integer.toString(isoYear() % 10);
      case "MM" -> padded(field, months, 2);
      case "DD" -> padded(field, days, 2);
      case "DDD" ->
          padded(field, interval ? years * 360 + months * 30L + days : day().getDayOfYear(), 3);
      case "IDDD" -> padded(field, isoDayOfYear(), 3);
      case "D" -> Integer.toString(day().getDayOfWeek().getValue() % 7 + 1);
      case "ID" -> Integer.toString(day().getDayOfWeek().getValue());
      case "WW" -> padded(field, (day().getDayOfYear() - 1) / 7 + 1, 2);
      case "W" -> Integer.toString((days - 1) / 7 + 1);
      case "IW" -> padded(field, day().get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case "Q" -> months == 0 ? "" : Integer.toString((months - 1) / 3 + 1);
      case "CC" -> century(field);
      case "J" -> Long.toString(day().getLong(JulianFields.JULIAN_DAY));
      default -> null;
    };
  }

  private String century(FormatField field) {
    if (interval) {
      return padded(field, years / 100, 2);
    }
    int year = day().getYear();
    long century = year > 0 ? (year - 1) / 100 + 1 : year / 100 - 1;
    return padded(field, century, 2);
  }

  private int isoYear() {
    int year = day().get(IsoFields.WEEK_BASED_YEAR);
    return year > 0 ? year : 1 - year;
  }

  private long isoDayOfYear() {
    return (day().get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) - 1) * 7L
        + day().getDayOfWeek().getValue();
  }

  private @Nullable String names(FormatField field) {
    return switch (field.keyword()) {
      case "MONTH" -> name(field, month(TextStyle.FULL).toUpperCase(Locale.ROOT), 9);
      case "Month" -> name(field, month(TextStyle.FULL), 9);
      case "month" -> name(field, month(TextStyle.FULL).toLowerCase(Locale.ROOT), 9);
      case "MON" -> month(TextStyle.SHORT).toUpperCase(Locale.ROOT);
      case "Mon" -> month(TextStyle.SHORT);
      case "mon" -> month(TextStyle.SHORT).toLowerCase(Locale.ROOT);
      case "DAY" -> name(field, weekday(TextStyle.FULL).toUpperCase(Locale.ROOT), 9);
      case "Day" -> name(field, weekday(TextStyle.FULL), 9);
      case "day" -> name(field, weekday(TextStyle.FULL).toLowerCase(Locale.ROOT), 9);
      case "DY" -> weekday(TextStyle.SHORT).toUpperCase(Locale.ROOT);
      case "Dy" -> weekday(TextStyle.SHORT);
      case "dy" -> weekday(TextStyle.SHORT).toLowerCase(Locale.ROOT);
      case "RM" -> roman(field);
      case "rm" -> roman(field).toLowerCase(Locale.ROOT);
      case "BC", "AD" -> day().getYear() <= 0 ? "BC" : "AD";
      case "bc", "ad" -> day().getYear() <= 0 ? "bc" : "ad";
      case "B.C.", "A.D." -> day().getYear() <= 0 ? "B.C." : "A.D.";
      case "b.c.", "a.d." -> day().getYear() <= 0 ? "b.c." : "a.d.";
      default -> null;
    };
  }

  private String month(TextStyle style) {
    return months == 0
        ? ""
        : java.time.Month.of(months)
            .getDisplayName(style, Locale.ENGLISH)
            .replace("Sept", style == TextStyle.SHORT ? "Sep" : "Sept");
  }

  private String weekday(TextStyle style) {
    return day().getDayOfWeek().getDisplayName(style, Locale.ENGLISH);
  }

  private String roman(FormatField field) {
    return months == 0 ? "" : name(field, ROMAN[months - 1], 4);
  }

  private String zoneValue(FormatField field) {
    int distance = Math.abs(offset);
    String sign = offset < 0 ? "-" : "+";
    return switch (field.keyword()) {
      case "TZ" -> zoneName();
      case "tz" -> zoneName().toLowerCase(Locale.ROOT);
      case "TZH", "tzh" -> sign + "%02d".formatted(distance / 3600);
      case "TZM", "tzm" -> "%02d".formatted(distance / 60 % 60);
      case "OF", "of" ->
          sign
              + "%02d".formatted(distance / 3600)
              + (distance % 3600 == 0 ? "" : ":%02d".formatted(distance / 60 % 60));
      default -> field.text();
    };
  }

  private String zoneName() {
    if (zone == null) {
      return "";
    }
    boolean daylight =
        zone.getRules()
            .isDaylightSavings(
                java.time.Instant.ofEpochSecond(
                    Math.floorDiv(utc, Calendar.MICROS_PER_SECOND) + Calendar.EPOCH_SECONDS));
    if (zone.getId().equals("Z")) {
      return "UTC";
    }
    return java.util.TimeZone.getTimeZone(zone)
        .getDisplayName(daylight, java.util.TimeZone.SHORT, Locale.ENGLISH);
  }
}
