package io.halcyon.sql.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The units of intervals and of the fields of dates, by their names and abbreviations.
public enum IntervalUnits {
  MICROSECOND,
  MILLISECOND,
  SECOND,
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR,
  DECADE,
  CENTURY,
  MILLENNIUM;

  /// Names count by their first ten characters.
  private static final int NAME_CHARS_MAX = 10;

  private static final Map<String, IntervalUnits> BY_NAME = new HashMap<>();

  static {
    names(MICROSECOND, "us", "usec", "usecond", "useconds", "usecs", "microsecon");
    names(MILLISECOND, "ms", "msec", "msecond", "mseconds", "msecs", "millisecon");
    names(SECOND, "s", "sec", "second", "seconds", "secs");
    names(MINUTE, "m", "min", "mins", "minute", "minutes");
    names(HOUR, "h", "hour", "hours", "hr", "hrs");
    names(DAY, "d", "day", "days");
    names(WEEK, "w", "week", "weeks");
    names(MONTH, "mon", "mons", "month", "months");
    names(QUARTER, "qtr", "quarter");
    names(YEAR, "y", "year", "years", "yr", "yrs");
    names(DECADE, "dec", "decade", "decades", "decs");
    names(CENTURY, "c", "cent", "centuries", "century");
    names(MILLENNIUM, "mil", "millennia", "millennium", "mils");
  }

  private static void names(IntervalUnits unit, String... names) {
    for (String name : names) {
      BY_NAME.put(name, unit);
    }
  }

  /// Returns the unit of a name in lower case, or null.
  public static @Nullable IntervalUnits find(String name) {
    return BY_NAME.get(name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name);
  }
}
