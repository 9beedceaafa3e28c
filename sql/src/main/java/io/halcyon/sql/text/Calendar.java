package io.halcyon.sql.text;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Days and microseconds since 2000-01-01, in the proleptic Gregorian calendar, as dates and back.
public final class Calendar {
  public static final long MICROS_PER_SECOND = 1_000_000L;
  public static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  public static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
  public static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  /// Days from 1970-01-01 to 2000-01-01.
  public static final int EPOCH_DAYS = 10_957;

  /// Seconds between the same.
  public static final long EPOCH_SECONDS = EPOCH_DAYS * 86_400L;

  /// What is before and behind all days and moments.
  public static final int DATE_MINUS_INFINITY = Integer.MIN_VALUE;

  public static final int DATE_INFINITY = Integer.MAX_VALUE;
  public static final long MINUS_INFINITY = Long.MIN_VALUE;
  public static final long INFINITY = Long.MAX_VALUE;

  /// 4713-11-24 BC, the first day of all.
  public static final int DATE_MIN = -2_451_545;

  /// The first day behind 5874897-12-31.
  public static final int DATE_END = 2_145_031_949;

  /// The first moment, and the first behind 294276-12-31.
  public static final long TIMESTAMP_MIN = -211_813_488_000_000_000L;

  public static final long TIMESTAMP_END = 9_223_371_331_200_000_000L;

  private Calendar() {}

  public static boolean isFinite(long micros) {
    return micros != INFINITY && micros != MINUS_INFINITY;
  }

  public static boolean isFinite(int days) {
    return days != DATE_INFINITY && days != DATE_MINUS_INFINITY;
  }

  public static boolean isValidTimestamp(long micros) {
    return micros >= TIMESTAMP_MIN && micros < TIMESTAMP_END;
  }

  public static boolean isValidDate(int days) {
    return days >= DATE_MIN && days < DATE_END;
  }

  /// Returns the day of a moment.
  public static int day(long micros) {
    return (int) Math.floorDiv(micros, MICROS_PER_DAY);
  }

  /// Returns the microseconds since midnight.
  public static long timeOfDay(long micros) {
    return Math.floorMod(micros, MICROS_PER_DAY);
  }

  public static LocalDate date(int days) {
    return LocalDate.ofEpochDay((long) days + EPOCH_DAYS);
  }

  /// Returns the day of a date; out of range if the year is.
  public static long days(LocalDate date) {
    return date.toEpochDay() - EPOCH_DAYS;
  }

  /// Returns the Julian day number.
  public static int julian(int days) {
    return days + 2_451_545;
  }

  /// Returns the zone's offset at a moment, in seconds east of Greenwich.
  public static int offsetSeconds(long utcMicros, ZoneId zone) {
    long second = Math.floorDiv(utcMicros, MICROS_PER_SECOND) + EPOCH_SECONDS;
    return zone.getRules().getOffset(java.time.Instant.ofEpochSecond(second)).getTotalSeconds();
  }

  /// Returns the moment of a local time: before a gap if it is in one, and the later of two.
  public static long toUtc(long localMicros, ZoneId zone) {
    return localMicros - localOffsetSeconds(localMicros, zone) * MICROS_PER_SECOND;
  }

  /// Returns the offset of a local time, in seconds east of Greenwich.
  public static int localOffsetSeconds(long localMicros, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    if (rules.isFixedOffset()) {
      return rules.getOffset(java.time.Instant.EPOCH).getTotalSeconds();
    }
    long second = Math.floorDiv(localMicros, MICROS_PER_SECOND) + EPOCH_SECONDS;
    java.time.LocalDateTime local =
        java.time.LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    List<ZoneOffset> valid = rules.getValidOffsets(local);
    if (!valid.isEmpty()) {
      return valid.getLast().getTotalSeconds();
    }
    @Nullable ZoneOffsetTransition gap = rules.getTransition(local);
    return gap == null ? 0 : gap.getOffsetBefore().getTotalSeconds();
  }

  /// Returns the local time of a moment.
  public static long toLocal(long utcMicros, ZoneId zone) {
    return utcMicros + offsetSeconds(utcMicros, zone) * MICROS_PER_SECOND;
  }
}
