package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.IntervalFields;
import io.halcyon.sql.value.Interval;

/// Makes intervals fit a type modifier: `AdjustIntervalForTypmod` of PostgreSQL's `timestamp.c`.
public final class IntervalCut {
  private static final long[] SCALES = {1_000_000, 100_000, 10_000, 1000, 100, 10, 1};

  private IntervalCut() {}

  /// Drops what is finer than the last field, and rounds seconds.
  public static Interval to(Interval interval, int modifier) {
    if (modifier < 0) {
      return interval;
    }
    int range = IntervalFields.range(modifier);
    int months = interval.months();
    int days = interval.days();
    long micros = interval.micros();
    boolean full = range == IntervalFields.FULL_RANGE;
    if (!full && (range & IntervalFields.SECOND) == 0) {
      if ((range & IntervalFields.MINUTE) != 0) {
        micros -= micros % Calendar.MICROS_PER_MINUTE;
      } else if ((range & IntervalFields.HOUR) != 0) {
        micros -= micros % Calendar.MICROS_PER_HOUR;
      } else {
        micros = 0;
        if ((range & IntervalFields.DAY) == 0) {
          days = 0;
          months = (range & IntervalFields.MONTH) != 0 ? months : months / 12 * 12;
        }
      }
    }
    int precision = IntervalFields.precision(modifier);
    if (precision != IntervalFields.FULL_PRECISION) {
      micros = rounded(micros, precision);
    }
    return new Interval(months, days, micros);
  }

  /// Rounds microseconds to digits of seconds, halves away from zero.
  public static long rounded(long micros, int digits) {
    if (digits < 0 || digits > 6) {
      throw new SqlError(
          SqlState.INVALID_PARAMETER_VALUE,
          "interval(" + digits + ") precision must be between 0 and 6");
    }
    long scale = SCALES[digits];
    long half = scale / 2;
    return micros >= 0 ? (micros + half) / scale * scale : -((-micros + half) / scale * scale);
  }
}
