package io.halcyon.sql.value;

/// A value of type `time with time zone`.
///
/// @param micros of the local day
/// @param zoneSeconds the zone's offset, positive west of Greenwich as PostgreSQL keeps it
public record TimeWithZone(long micros, int zoneSeconds) implements Comparable<TimeWithZone> {
  /// By the moment in UTC, then by zone.
  @Override
  public int compareTo(TimeWithZone other) {
    int byMoment =
        Long.compare(
            micros + zoneSeconds * 1_000_000L, other.micros + other.zoneSeconds * 1_000_000L);
    return byMoment != 0 ? byMoment : Integer.compare(zoneSeconds, other.zoneSeconds);
  }
}
