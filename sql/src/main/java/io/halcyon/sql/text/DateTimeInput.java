package io.halcyon.sql.text;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.TimeWithZone;
import org.jspecify.annotations.Nullable;

/// Reads dates and times.
public final class DateTimeInput {
  private DateTimeInput() {}

  /// Reads a `date`.
  public static Integer date(String text, SessionContext session) {
    DateTimeParts parts = DateTimeDecoder.decode(text, "date", session.dateOrder(), false);
    if (parts.special != null) {
      long micros = special(parts, session);
      return Calendar.isFinite(micros)
          ? Calendar.day(micros)
          : micros > 0 ? Calendar.DATE_INFINITY : Calendar.DATE_MINUS_INFINITY;
    }
    requireDate(parts);
    var _ = parts.timeOfDay();
    return parts.days("date");
  }

  private static void requireDate(DateTimeParts parts) {
    parts.validateDate();
    if (!parts.hasDate()) {
      throw parts.invalid();
    }
  }

  /// Returns the local moment that a word means.
  private static long special(DateTimeParts parts, SessionContext session) {
    long now = Calendar.toLocal(session.transactionMicros(), session.zone());
    long midnight = (long) Calendar.day(now) * Calendar.MICROS_PER_DAY;
    return switch (parts.special) {
      case NOW -> now;
      case TODAY -> midnight + parts.timeOfDay();
      case TOMORROW -> midnight + Calendar.MICROS_PER_DAY + parts.timeOfDay();
      case YESTERDAY -> midnight - Calendar.MICROS_PER_DAY + parts.timeOfDay();
      case EPOCH -> -Calendar.EPOCH_SECONDS * Calendar.MICROS_PER_SECOND;
      case INFINITY -> Calendar.INFINITY;
      case MINUS_INFINITY -> Calendar.MINUS_INFINITY;
      case null, default -> throw parts.invalid();
    };
  }

  /// Reads a `timestamp`; a zone in it is ignored.
  public static Long timestamp(String text, SessionContext session) {
    DateTimeParts parts = DateTimeDecoder.decode(text, "timestamp", session.dateOrder(), false);
    if (parts.special != null) {
      return special(parts, session);
    }
    requireDate(parts);
    long micros = local(parts);
    if (!Calendar.isValidTimestamp(micros)) {
      throw parts.outOfRange("timestamp");
    }
    return micros;
  }

  private static long local(DateTimeParts parts) {
    long days = parts.days("timestamp");
    // beyond the bounds of timestamps before the product can overflow
    if (days > Calendar.TIMESTAMP_END / Calendar.MICROS_PER_DAY + 1) {
      throw parts.outOfRange("timestamp");
    }
    return days * Calendar.MICROS_PER_DAY + parts.timeOfDay();
  }

  /// Reads a `timestamp with time zone`.
  public static Long timestampWithZone(String text, SessionContext session) {
    DateTimeParts parts =
        DateTimeDecoder.decode(text, "timestamp with time zone", session.dateOrder(), false);
    if (parts.special != null) {
      long local = special(parts, session);
      boolean universal = !Calendar.isFinite(local) || parts.special == DateTimeWords.Kind.EPOCH;
      return universal ? local : toUtc(local, parts, session);
    }
    requireDate(parts);
    long micros = toUtc(local(parts), parts, session);
    if (!Calendar.isValidTimestamp(micros)) {
      throw parts.outOfRange("timestamp");
    }
    return micros;
  }

  private static long toUtc(long local, DateTimeParts parts, SessionContext session) {
    @Nullable Integer offset = parts.offset;
    if (offset != null) {
      return local - offset * Calendar.MICROS_PER_SECOND;
    }
    return Calendar.toUtc(local, parts.zone == null ? session.zone() : parts.zone);
  }

  private static DateTimeParts timeOnly(String text, String typeName, SessionContext session) {
    DateTimeParts parts;
    boolean dated =
        text.matches("(?s).*\\d[-/.]\\w+[-/.]\\d.*")
            || text.matches("(?i)(?s).*(now|today|[a-z]{3} \\d).*");
    if (dated) {
      parts = DateTimeDecoder.decode(text, typeName, session.dateOrder(), false);
      parts.validateDate();
    } else {
      parts = DateTimeDecoder.decode(text, typeName, session.dateOrder(), true);
    }
    boolean now = parts.special == DateTimeWords.Kind.NOW;
    if ((!parts.hasTime && !now) || (parts.special != null && !now)) {
      throw parts.invalid();
    }
    return parts;
  }

  /// Reads a `time`.
  public static Long time(String text, SessionContext session) {
    DateTimeParts parts = timeOnly(text, "time", session);
    if (parts.special != null) {
      return Calendar.timeOfDay(Calendar.toLocal(session.transactionMicros(), session.zone()));
    }
    if (parts.zone != null && !parts.hasDate()) {
      throw parts.invalid();
    }
    return parts.timeOfDay();
  }

  /// Reads a `time with time zone`.
  public static TimeWithZone timeWithZone(String text, SessionContext session) {
    DateTimeParts parts = timeOnly(text, "time with time zone", session);
    if (parts.special != null) {
      long local = Calendar.toLocal(session.transactionMicros(), session.zone());
      int offset = Calendar.offsetSeconds(session.transactionMicros(), session.zone());
      return new TimeWithZone(Calendar.timeOfDay(local), -offset);
    }
    long micros = parts.timeOfDay();
    @Nullable Integer offset = parts.offset;
    if (offset != null) {
      return new TimeWithZone(micros, -offset);
    }
    if (parts.zone != null && !parts.hasDate()) {
      if (!parts.zone.getRules().isFixedOffset()) {
        throw parts.invalid();
      }
    }
    java.time.ZoneId zone = parts.zone == null ? session.zone() : parts.zone;
    long day =
        parts.hasDate()
            ? parts.days("time with time zone")
            : Calendar.day(Calendar.toLocal(session.transactionMicros(), session.zone()));
    int east = Calendar.localOffsetSeconds(day * Calendar.MICROS_PER_DAY + micros, zone);
    return new TimeWithZone(micros, -east);
  }
}
