package io.halcyon.sql.text;

import io.halcyon.sql.value.Interval;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads intervals as ISO 8601 has them: `P1Y2M3DT4H5M6.7S`, `P2W`, and `P0001-02-03T04:05:06`.
final class IsoInterval {
  private static final Pattern PART = Pattern.compile("([+-]?\\d*)(\\.\\d*)?([A-Z])");
  private static final Pattern ALTERNATIVE =
      Pattern.compile(
          "P([+-]?\\d{1,9})-([+-]?\\d{1,9})-([+-]?\\d{1,9})(?:T([+-]?\\d{1,9}):(\\d{1,9})(?::(\\d{1,9})(\\.\\d*)?)?)?");

  private IsoInterval() {}

  /// Returns null if the text is no such interval.
  static @Nullable Interval read(String text) {
    Matcher alternative = ALTERNATIVE.matcher(text);
    if (alternative.matches()) {
      return alternative(alternative);
    }
    IntervalSum sum = new IntervalSum();
    boolean time = false;
    boolean any = false;
    int at = 1;
    Matcher part = PART.matcher(text);
    while (at < text.length()) {
      if (text.charAt(at) == 'T' && !time) {
        time = true;
        at++;
        continue;
      }
      part.region(at, text.length());
      if (!part.lookingAt() || (part.group(1).matches("[+-]?") && part.group(2) == null)) {
        return null;
      }
      @Nullable IntervalUnits unit = unit(part.group(3).charAt(0), time);
      if (unit == null) {
        return null;
      }
      String whole = part.group(1).matches("[+-]?") ? part.group(1) + "0" : part.group(1);
      String fraction = part.group(2) == null || part.group(2).length() == 1 ? "" : part.group(2);
      double rest = fraction.isEmpty() ? 0 : Double.parseDouble("0" + fraction);
      sum.add(unit, parse(whole), whole.startsWith("-") ? -rest : rest);
      any = true;
      at = part.end();
    }
    return any ? sum.total(false) : null;
  }

  private static long parse(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLong) {
      throw new ArithmeticException(tooLong.getMessage());
    }
  }

  private static @Nullable IntervalUnits unit(char letter, boolean time) {
    return switch (letter) {
      case 'Y' -> time ? null : IntervalUnits.YEAR;
      case 'M' -> time ? IntervalUnits.MINUTE : IntervalUnits.MONTH;
      case 'W' -> time ? null : IntervalUnits.WEEK;
      case 'D' -> time ? null : IntervalUnits.DAY;
      case 'H' -> time ? IntervalUnits.HOUR : null;
      case 'S' -> time ? IntervalUnits.SECOND : null;
      default -> null;
    };
  }

  private static Interval alternative(Matcher matcher) {
    IntervalSum sum = new IntervalSum();
    sum.add(IntervalUnits.YEAR, Long.parseLong(matcher.group(1)), 0);
    sum.add(IntervalUnits.MONTH, Long.parseLong(matcher.group(2)), 0);
    sum.add(IntervalUnits.DAY, Long.parseLong(matcher.group(3)), 0);
    if (matcher.group(4) != null) {
      sum.add(IntervalUnits.HOUR, Long.parseLong(matcher.group(4)), 0);
      sum.add(IntervalUnits.MINUTE, Long.parseLong(matcher.group(5)), 0);
      if (matcher.group(6) != null) {
        @Nullable String fraction = matcher.group(7);
        double rest =
            fraction == null || fraction.length() == 1 ? 0 : Double.parseDouble("0" + fraction);
        sum.add(IntervalUnits.SECOND, Long.parseLong(matcher.group(6)), rest);
      }
    }
    return sum.total(false);
  }
}
