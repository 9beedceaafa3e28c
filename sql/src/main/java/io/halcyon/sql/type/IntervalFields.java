package io.halcyon.sql.type;

import java.util.List;
import java.util.Map;

/// Which fields an interval type keeps, as PostgreSQL packs them into a type modifier: `fields (15
/// b) | precision (16 b)`.
public final class IntervalFields {
  public static final int FULL_RANGE = 0x7fff;
  public static final int FULL_PRECISION = 0xffff;
  public static final int MONTH = 1 << 1;
  public static final int YEAR = 1 << 2;
  public static final int DAY = 1 << 3;
  public static final int HOUR = 1 << 10;
  public static final int MINUTE = 1 << 11;
  public static final int SECOND = 1 << 12;

  private static final Map<String, Integer> BY_NAME =
      Map.ofEntries(
          Map.entry("YEAR", YEAR),
          Map.entry("MONTH", MONTH),
          Map.entry("DAY", DAY),
          Map.entry("HOUR", HOUR),
          Map.entry("MINUTE", MINUTE),
          Map.entry("SECOND", SECOND),
          Map.entry("YEAR TO MONTH", YEAR | MONTH),
          Map.entry("DAY TO HOUR", DAY | HOUR),
          Map.entry("DAY TO MINUTE", DAY | HOUR | MINUTE),
          Map.entry("DAY TO SECOND", DAY | HOUR | MINUTE | SECOND),
          Map.entry("HOUR TO MINUTE", HOUR | MINUTE),
          Map.entry("HOUR TO SECOND", HOUR | MINUTE | SECOND),
          Map.entry("MINUTE TO SECOND", MINUTE | SECOND));

  /// In the order in which they are printed.
  private static final List<String> NAMES = List.copyOf(BY_NAME.keySet());

  private IntervalFields() {}

  /// Returns the mask of fields as written in a type (`DAY TO SECOND`).
  public static int mask(String fields) {
    return BY_NAME.getOrDefault(fields, FULL_RANGE);
  }

  public static int modifier(int mask, int precision) {
    return (mask << 16) | (precision & 0xffff);
  }

  /// Returns the fields of a type modifier.
  public static int range(int modifier) {
    return modifier < 0 ? FULL_RANGE : (modifier >> 16) & 0x7fff;
  }

  /// Returns the digits of seconds of a type modifier, or `FULL_PRECISION`.
  public static int precision(int modifier) {
    return modifier < 0 ? FULL_PRECISION : modifier & 0xffff;
  }

  /// Returns how the fields are written, with a leading space; empty for all.
  static String display(int modifier) {
    int mask = range(modifier);
    for (String name : NAMES) {
      if (mask(name) == mask) {
        return " " + name.toLowerCase(java.util.Locale.ROOT);
      }
    }
    return "";
  }
}
