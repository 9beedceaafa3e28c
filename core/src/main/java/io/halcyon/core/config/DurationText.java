package io.halcyon.core.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The written form of durations: whole numbers with units, `500ms`, `9s`, `1h30m`; never negative.
public final class DurationText {
  private static final Pattern PART = Pattern.compile("(\\d{1,19})(ns|us|ms|s|m|h|d)");
  private static final int TEXT_LENGTH_MAX = 64;
  private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("d", Duration.ofDays(1));
    UNITS.put("h", Duration.ofHours(1));
    UNITS.put("m", Duration.ofMinutes(1));
    UNITS.put("s", Duration.ofSeconds(1));
    UNITS.put("ms", Duration.ofMillis(1));
    UNITS.put("us", Duration.ofNanos(1_000));
    UNITS.put("ns", Duration.ofNanos(1));
  }

  private DurationText() {}

  /// Parses a duration.
  ///
  /// @throws IllegalArgumentException if the text has another form, or is too long a time
  public static Duration parse(String text) {
    Matcher matcher = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (text.length() <= TEXT_LENGTH_MAX && matcher.find() && matcher.start() == end) {
      end = matcher.end();
      try {
        Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
        sum = sum.plus(unit.multipliedBy(Long.parseLong(matcher.group(1))));
      } catch (ArithmeticException | NumberFormatException overflow) {
        throw new IllegalArgumentException("duration is too long", overflow);
      }
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException(
          "not a duration such as 500ms, 9s, 10m or 1h (units " + UNITS.keySet() + ")");
    }
    return sum;
  }

  /// Prints a duration as one number with the largest unit that divides it; {@link #parse} reads
  /// it.
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
      long count = duration.dividedBy(unit.getValue());
      if (unit.getValue().multipliedBy(count).equals(duration)) {
        return count + unit.getKey();
      }
    }
    throw new IllegalArgumentException("not a whole number of nanoseconds: " + duration);
  }
}
