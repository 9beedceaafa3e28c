package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.text.IntervalCut;
import io.halcyon.sql.text.TimeZones;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.TimeWithZone;
import java.time.ZoneId;

/// Functions of `time` and `time with time zone`, and `AT TIME ZONE`.
final class TimeFunctions {
  private TimeFunctions() {}

  static void define(KernelTable table) {
    times(table);
    zonedTimes(table);
    zones(table);
  }

  private static long wrapped(long micros) {
    return Math.floorMod(micros, Calendar.MICROS_PER_DAY);
  }

  private static void times(KernelTable table) {
    table.two(
        "time_pl_interval",
        (Long a, Interval b) -> wrapped(a + b.micros() % Calendar.MICROS_PER_DAY));
    table.two(
        "interval_pl_time(interval, time without time zone)",
        (Interval b, Long a) -> wrapped(a + b.micros() % Calendar.MICROS_PER_DAY));
    table.two(
        "time_mi_interval",
        (Long a, Interval b) -> wrapped(a - b.micros() % Calendar.MICROS_PER_DAY));
    table.two("time_mi_time", (Long a, Long b) -> new Interval(0, 0, a - b));
    table.two("time_scale", (Long a, Integer digits) -> IntervalCut.rounded(a, digits));
    table.two(
        "extract_time",
        (String unit, Long a) -> DateParts.ofTime(unit, a, null, "time without time zone"));
    table.two(
        "time_part",
        (String unit, Long a) ->
            FloatParts.of(unit, DateParts.ofTime(unit, a, null, "time without time zone"), a));
    table.oneIn("time_timetz", (Long a, SessionContext session) -> withZone(a, session));
  }

  private static TimeWithZone withZone(long time, SessionContext session) {
    long now = Calendar.toLocal(session.transactionMicros(), session.zone());
    long local = Calendar.day(now) * Calendar.MICROS_PER_DAY + time;
    return new TimeWithZone(time, -Calendar.localOffsetSeconds(local, session.zone()));
  }

  private static void zonedTimes(KernelTable table) {
    table.two(
        "timetz_pl_interval",
        (TimeWithZone a, Interval b) ->
            new TimeWithZone(
                wrapped(a.micros() + b.micros() % Calendar.MICROS_PER_DAY), a.zoneSeconds()));
    table.two(
        "interval_pl_timetz(interval, time with time zone)",
        (Interval b, TimeWithZone a) ->
            new TimeWithZone(
                wrapped(a.micros() + b.micros() % Calendar.MICROS_PER_DAY), a.zoneSeconds()));
    table.two(
        "timetz_mi_interval",
        (TimeWithZone a, Interval b) ->
            new TimeWithZone(
                wrapped(a.micros() - b.micros() % Calendar.MICROS_PER_DAY), a.zoneSeconds()));
    table.one("timetz_time", (TimeWithZone a) -> a.micros());
    table.two(
        "timetz_scale",
        (TimeWithZone a, Integer digits) ->
            new TimeWithZone(IntervalCut.rounded(a.micros(), digits), a.zoneSeconds()));
    table.two(
        "extract_timetz",
        (String unit, TimeWithZone a) ->
            DateParts.ofTime(unit, a.micros(), -a.zoneSeconds(), "time with time zone"));
    table.two(
        "timetz_part",
        (String unit, TimeWithZone a) ->
            FloatParts.isEpoch(unit)
                ? (Double) (a.micros() / 1_000_000.0 + a.zoneSeconds())
                : FloatParts.of(
                    unit,
                    DateParts.ofTime(unit, a.micros(), -a.zoneSeconds(), "time with time zone"),
                    a.micros()));
    table.oneIn(
        "timestamptz_timetz",
        (Long a, SessionContext session) -> {
          if (!Calendar.isFinite(a)) {
            return null;
          }
          int offset = Calendar.offsetSeconds(a, session.zone());
          long local = a + offset * Calendar.MICROS_PER_SECOND;
          return new TimeWithZone(Calendar.timeOfDay(local), -offset);
        });
    table.two("datetimetz_timestamptz", (Integer date, TimeWithZone time) -> joined(date, time));
    table.two(
        "timetzdate_pl(time with time zone, date)",
        (TimeWithZone time, Integer date) -> joined(date, time));
  }

  private static long joined(int date, TimeWithZone time) {
    long midnight = Timestamps.ofDate(date);
    return Calendar.isFinite(midnight)
        ? Timestamps.checked(
            midnight + time.micros() + time.zoneSeconds() * Calendar.MICROS_PER_SECOND)
        : midnight;
  }

  private static void zones(KernelTable table) {
    table.two("timestamp_zone", (String zone, Long a) -> Timestamps.toUtc(a, TimeZones.find(zone)));
    table.two(
        "timestamptz_zone", (String zone, Long a) -> Timestamps.toLocal(a, TimeZones.find(zone)));
    table.two("timestamp_izone", (Interval zone, Long a) -> Timestamps.toUtc(a, offset(zone)));
    table.two("timestamptz_izone", (Interval zone, Long a) -> Timestamps.toLocal(a, offset(zone)));
    table.twoIn(
        "timetz_zone",
        (String zone, TimeWithZone a, SessionContext session) -> {
          int east = Calendar.offsetSeconds(session.transactionMicros(), TimeZones.find(zone));
          return moved(a, -east);
        });
    table.two("timetz_izone", (Interval zone, TimeWithZone a) -> moved(a, -(int) seconds(zone)));
  }

  private static TimeWithZone moved(TimeWithZone time, int zoneSeconds) {
    long micros = time.micros() + (time.zoneSeconds() - zoneSeconds) * Calendar.MICROS_PER_SECOND;
    return new TimeWithZone(wrapped(micros), zoneSeconds);
  }

  private static long seconds(Interval zone) {
    if (zone.months() != 0 || zone.days() != 0) {
      throw Failures.invalidParameter(
          "interval time zone \""
              + io.halcyon.sql.text.TextFormats.writeInterval(zone)
              + "\" must not include months or days");
    }
    return zone.micros() / Calendar.MICROS_PER_SECOND;
  }

  private static ZoneId offset(Interval zone) {
    return java.time.ZoneOffset.ofTotalSeconds((int) seconds(zone));
  }
}
