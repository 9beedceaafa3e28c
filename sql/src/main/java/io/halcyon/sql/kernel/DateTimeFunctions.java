package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.text.IntervalCut;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Functions of `date`, `timestamp` and `timestamp with time zone`.
final class DateTimeFunctions {
  private DateTimeFunctions() {}

  static void define(KernelTable table) {
    dates(table);
    timestamps(table);
    zoned(table);
    parts(table);
    making(table);
    table.any("now", (_, session) -> session.transactionMicros());
    table.any("statement_timestamp", (_, session) -> session.statementMicros());
  }

  private static int checkedDate(long days) {
    if (days < Calendar.DATE_MIN || days >= Calendar.DATE_END) {
      throw Failures.datetimeOutOfRange("date");
    }
    return (int) days;
  }

  private static int plusDays(int date, long days) {
    return Calendar.isFinite(date) ? checkedDate(date + days) : date;
  }

  private static void dates(KernelTable table) {
    table.two("date_pli", (Integer a, Integer days) -> plusDays(a, days));
    table.two("integer_pl_date(integer, date)", (Integer days, Integer a) -> plusDays(a, days));
    table.two("date_mii", (Integer a, Integer days) -> plusDays(a, -(long) days));
    table.two("date_mi", DateTimeFunctions::minus);
    table.one("date_finite", (Integer a) -> Calendar.isFinite(a));
    table.one("date_timestamp", (Integer a) -> Timestamps.ofDate(a));
    table.oneIn(
        "date_timestamptz",
        (Integer a, SessionContext session) ->
            Timestamps.toUtc(Timestamps.ofDate(a), session.zone()));
    table.two(
        "date_pl_interval", (Integer a, Interval b) -> Timestamps.add(Timestamps.ofDate(a), b));
    table.two(
        "interval_pl_date(interval, date)",
        (Interval b, Integer a) -> Timestamps.add(Timestamps.ofDate(a), b));
    table.two(
        "date_mi_interval",
        (Integer a, Interval b) -> Timestamps.add(Timestamps.ofDate(a), Intervals.negate(b)));
    table.two("datetime_timestamp", (Integer a, Long time) -> joined(a, time));
    table.two(
        "timedate_pl(time without time zone, date)", (Long time, Integer a) -> joined(a, time));
    table.twoIn(
        "timestamptz(date, time without time zone)",
        (Integer a, Long time, SessionContext session) ->
            Timestamps.toUtc(joined(a, time), session.zone()));
  }

  private static long joined(int date, long time) {
    long midnight = Timestamps.ofDate(date);
    return Calendar.isFinite(midnight) ? Timestamps.checked(midnight + time) : midnight;
  }

  private static int minus(Integer a, Integer b) {
    if (!Calendar.isFinite(a) || !Calendar.isFinite(b)) {
      throw new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite dates");
    }
    return a - b;
  }

  private static void timestamps(KernelTable table) {
    table.two("timestamp_pl_interval", (Long a, Interval b) -> Timestamps.add(a, b));
    table.two(
        "interval_pl_timestamp(interval, timestamp without time zone)",
        (Interval b, Long a) -> Timestamps.add(a, b));
    table.two(
        "timestamp_mi_interval", (Long a, Interval b) -> Timestamps.add(a, Intervals.negate(b)));
    table.two("timestamp_mi", (Long a, Long b) -> Timestamps.subtract(a, b));
    table.one("timestamp_finite", (Long a) -> Calendar.isFinite(a));
    table.one("timestamp_date", (Long a) -> Timestamps.toDate(a));
    table.one("timestamp_time", (Long a) -> Calendar.isFinite(a) ? Calendar.timeOfDay(a) : null);
    table.two("timestamp_scale", (Long a, Integer digits) -> rounded(a, digits));
    table.two("timestamptz_scale", (Long a, Integer digits) -> rounded(a, digits));
    table.two(
        "timestamp_trunc",
        (String unit, Long a) -> DateTrunc.timestamp(unit, a, "timestamp without time zone"));
    table.three(
        "timestamp_bin",
        (Interval stride, Long a, Long origin) -> DateTrunc.bin(stride, a, origin));
    table.three(
        "timestamptz_bin",
        (Interval stride, Long a, Long origin) -> DateTrunc.bin(stride, a, origin));
    table.two("timestamp_age", (Long a, Long b) -> Timestamps.age(a, b));
    table.twoIn(
        "timestamptz_age",
        (Long a, Long b, SessionContext session) ->
            Timestamps.age(
                Timestamps.toLocal(a, session.zone()), Timestamps.toLocal(b, session.zone())));
    table.oneIn(
        "age(timestamp without time zone)",
        (Long a, SessionContext session) -> Timestamps.age(today(session), a));
    table.oneIn(
        "age(timestamp with time zone)",
        (Long a, SessionContext session) ->
            Timestamps.age(today(session), Timestamps.toLocal(a, session.zone())));
  }

  private static long today(SessionContext session) {
    long local = Calendar.toLocal(session.transactionMicros(), session.zone());
    return Calendar.day(local) * Calendar.MICROS_PER_DAY;
  }

  private static long rounded(long micros, int digits) {
    return Calendar.isFinite(micros) ? IntervalCut.rounded(micros, digits) : micros;
  }

  private static void zoned(KernelTable table) {
    table.oneIn(
        "timestamp_timestamptz",
        (Long a, SessionContext session) -> Timestamps.toUtc(a, session.zone()));
    table.oneIn(
        "timestamptz_timestamp",
        (Long a, SessionContext session) -> Timestamps.toLocal(a, session.zone()));
    table.oneIn(
        "timestamptz_date",
        (Long a, SessionContext session) ->
            Timestamps.toDate(Timestamps.toLocal(a, session.zone())));
    table.oneIn(
        "timestamptz_time",
        (Long a, SessionContext session) ->
            Calendar.isFinite(a)
                ? Calendar.timeOfDay(Timestamps.toLocal(a, session.zone()))
                : null);
    table.twoIn(
        "timestamptz_pl_interval",
        (Long a, Interval b, SessionContext session) -> Timestamps.addZoned(a, b, session.zone()));
    table.twoIn(
        "interval_pl_timestamptz(interval, timestamp with time zone)",
        (Interval b, Long a, SessionContext session) -> Timestamps.addZoned(a, b, session.zone()));
    table.twoIn(
        "timestamptz_mi_interval",
        (Long a, Interval b, SessionContext session) ->
            Timestamps.addZoned(a, Intervals.negate(b), session.zone()));
    table.twoIn(
        "timestamptz_trunc",
        (String unit, Long a, SessionContext session) -> DateTrunc.zoned(unit, a, session.zone()));
    table.three(
        "timestamptz_trunc_zone",
        (String unit, Long a, String zone) ->
            DateTrunc.zoned(unit, a, io.halcyon.sql.text.TimeZones.find(zone)));
  }

  private static void parts(KernelTable table) {
    table.two(
        "extract_timestamp",
        (String unit, Long a) ->
            DateParts.ofTimestamp(unit, a, null, "timestamp without time zone"));
    table.two(
        "timestamp_part",
        (String unit, Long a) ->
            FloatParts.of(
                unit,
                DateParts.ofTimestamp(unit, a, null, "timestamp without time zone"),
                Calendar.timeOfDay(a)));
    table.twoIn("extract_timestamptz", DateTimeFunctions::zonedPart);
    table.twoIn(
        "timestamptz_part",
        (String unit, Long a, SessionContext session) ->
            FloatParts.of(unit, zonedPart(unit, a, session), Calendar.timeOfDay(a)));
    table.two("extract_date", (String unit, Integer a) -> DateParts.ofDate(unit, a));
    table.two(
        "date_part(text, date)",
        (String unit, Integer a) ->
            asDouble(
                DateParts.ofTimestamp(
                    unit, Timestamps.ofDate(a), null, "timestamp without time zone")));
    table.two("extract_interval", DateParts::ofInterval);
    table.two(
        "interval_part",
        (String unit, Interval a) ->
            FloatParts.isEpoch(unit)
                ? (Double) FloatParts.epoch(a)
                : FloatParts.of(unit, DateParts.ofInterval(unit, a), a.micros()));
    table.two("interval_trunc", DateTrunc::interval);
  }

  private static @Nullable Numeric zonedPart(String unit, Long a, SessionContext session) {
    if (!Calendar.isFinite(a)) {
      return DateParts.ofTimestamp(unit, a, 0, "timestamp with time zone");
    }
    int offset = Calendar.offsetSeconds(a, session.zone());
    return DateParts.ofTimestamp(
        unit, a + offset * Calendar.MICROS_PER_SECOND, offset, "timestamp with time zone");
  }

  static @Nullable Double asDouble(@Nullable Numeric part) {
    return part == null ? null : (Double) part.doubleValue();
  }

  private static void making(KernelTable table) {
    table.three("make_date", DateTimeFunctions::makeDate);
    table.three("make_time", DateTimeFunctions::makeTime);
    table.any("make_timestamp", (arguments, _) -> makeTimestamp(arguments));
    table.any(
        "make_timestamptz",
        (arguments, session) -> Timestamps.toUtc(makeTimestamp(arguments), session.zone()));
    table.any(
        "make_timestamptz_at_timezone",
        (arguments, _) ->
            Timestamps.toUtc(
                makeTimestamp(arguments),
                io.halcyon.sql.text.TimeZones.find((String) Objects.requireNonNull(arguments[6]))));
    table.one("float8_timestamptz", DateTimeFunctions::ofEpoch);
  }

  private static int makeDate(Integer year, Integer month, Integer day) {
    int astronomical = year < 0 ? year + 1 : year;
    try {
      if (year == 0) {
        throw dateFieldOutOfRange(year, month, day);
      }
      return checkedDate(Calendar.days(LocalDate.of(astronomical, month, day)));
    } catch (DateTimeException invalid) {
      throw dateFieldOutOfRange(year, month, day);
    }
  }

  private static SqlError dateFieldOutOfRange(int year, int month, int day) {
    return new SqlError(
        SqlState.DATETIME_FIELD_OVERFLOW,
        "date field value out of range: %d-%02d-%02d".formatted(year, month, day));
  }

  private static long makeTime(Integer hour, Integer minute, Double second) {
    double micros = Math.rint(second * Calendar.MICROS_PER_SECOND);
    boolean inside =
        hour >= 0
            && minute >= 0
            && minute <= 59
            && second >= 0
            && micros <= 60 * Calendar.MICROS_PER_SECOND;
    long time =
        hour * Calendar.MICROS_PER_HOUR + minute * Calendar.MICROS_PER_MINUTE + (long) micros;
    if (!inside || hour > 24 || time > Calendar.MICROS_PER_DAY) {
      String seconds =
          (second < 10 ? "0" : "") + io.halcyon.sql.text.FloatText.writeGeneral(second);
      throw new SqlError(
          SqlState.DATETIME_FIELD_OVERFLOW,
          "time field value out of range: %d:%02d:%s".formatted(hour, minute, seconds));
    }
    return time;
  }

  private static long makeTimestamp(@Nullable Object[] arguments) {
    int[] fields = new int[5];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = (Integer) Objects.requireNonNull(arguments[i]);
    }
    int date = makeDate(fields[0], fields[1], fields[2]);
    long time = makeTime(fields[3], fields[4], (Double) Objects.requireNonNull(arguments[5]));
    return Timestamps.checked(Timestamps.ofDate(date) + time);
  }

  private static long ofEpoch(Double seconds) {
    if (Double.isNaN(seconds)) {
      throw new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp cannot be NaN");
    }
    if (Double.isInfinite(seconds)) {
      return seconds > 0 ? Calendar.INFINITY : Calendar.MINUS_INFINITY;
    }
    double micros = Math.rint((seconds - Calendar.EPOCH_SECONDS) * Calendar.MICROS_PER_SECOND);
    boolean inside = micros >= Calendar.TIMESTAMP_MIN && micros < Calendar.TIMESTAMP_END;
    if (!inside) {
      throw new SqlError(
          SqlState.DATETIME_FIELD_OVERFLOW,
          "timestamp out of range: \""
              + io.halcyon.sql.text.FloatText.writeGeneral(seconds)
              + "\"");
    }
    return (long) micros;
  }
}
