package io.halcyon.core.key;

import java.util.Comparator;

/// A time of day with its zone, as PostgreSQL's `timetz` keeps it.
///
/// @param micros local microseconds of the day, 0 to 86,400,000,000 (24:00)
/// @param zoneWestSeconds offset from UTC, positive to the west, less than 16 hours
public record TimeTzKey(long micros, int zoneWestSeconds) implements Comparable<TimeTzKey> {
  static final long DAY_MICROS = 86_400_000_000L;
  private static final int ZONE_SECONDS_MAX = 16 * 3600 - 1;

  public TimeTzKey {
    if (micros < 0 || micros > DAY_MICROS || Math.abs((long) zoneWestSeconds) > ZONE_SECONDS_MAX) {
      throw new KeyCodecException(
          KeyCodecException.Reason.OUT_OF_RANGE,
          "no time of day: " + micros + " us, zone " + zoneWestSeconds + " s");
    }
  }

  /// Returns the microseconds of the day in UTC; may be negative or beyond a day.
  long utcMicros() {
    return micros + zoneWestSeconds * 1_000_000L;
  }

  /// PostgreSQL's order: the moment in UTC, then the zone.
  @Override
  public int compareTo(TimeTzKey other) {
    return Comparator.comparingLong(TimeTzKey::utcMicros)
        .thenComparingInt(TimeTzKey::zoneWestSeconds)
        .compare(this, other);
  }
}
