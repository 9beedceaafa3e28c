package io.halcyon.sql.kernel;

import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `date_part`: as `EXTRACT`, but in floats, which PostgreSQL adds up of the parts.
final class FloatParts {
  private static final double SECONDS_PER_YEAR = 365.25 * 86_400;
  private static final double SECONDS_PER_MONTH = 30 * 86_400.0;

  private FloatParts() {}

  /// Of a part that was extracted from something with a time.
  ///
  /// @param time microseconds of which the seconds are a part
  static @Nullable Double of(String written, @Nullable Numeric part, long time) {
    if (part == null) {
      return null;
    }
    long inMinute = time % Calendar.MICROS_PER_MINUTE;
    long seconds = inMinute / Calendar.MICROS_PER_SECOND;
    double fraction = inMinute % Calendar.MICROS_PER_SECOND;
    return switch (unit(written)) {
      case SECOND -> seconds + fraction / 1_000_000.0;
      case MILLISECOND -> seconds * 1000.0 + fraction / 1000.0;
      case null, default -> (Double) part.doubleValue();
    };
  }

  private static io.halcyon.sql.text.@Nullable IntervalUnits unit(String written) {
    return io.halcyon.sql.text.IntervalUnits.find(written.toLowerCase(Locale.ROOT));
  }

  static boolean isEpoch(String unit) {
    return unit.equalsIgnoreCase("epoch");
  }

  /// Returns how long an interval lasts, in seconds.
  static double epoch(Interval span) {
    int years = span.months() / 12;
    double seconds = span.micros() / 1_000_000.0;
    seconds += SECONDS_PER_YEAR * years;
    seconds += SECONDS_PER_MONTH * (span.months() % 12);
    return seconds + 86_400.0 * span.days();
  }
}
