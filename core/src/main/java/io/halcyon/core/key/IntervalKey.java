package io.halcyon.core.key;

/// A span of time, as PostgreSQL's `interval` keeps it.
///
/// Two intervals are equal keys if they are equal as PostgreSQL compares them, a month being 30
/// days and a day 24 hours; `equals` compares the fields.
public record IntervalKey(int months, int days, long micros) implements Comparable<IntervalKey> {
  private static final long MONTH_DAYS = 30;

  /// Returns the whole days of the span, rounded down.
  long spanDays() {
    return months * MONTH_DAYS + days + Math.floorDiv(micros, TimeTzKey.DAY_MICROS);
  }

  /// Returns what the span has beyond its whole days, 0 to one day exclusive.
  long spanMicros() {
    return Math.floorMod(micros, TimeTzKey.DAY_MICROS);
  }

  /// Returns an interval of the given span: as many whole months, then days, as there are.
  ///
  /// @throws KeyCodecException if no interval has that span
  static IntervalKey ofSpan(long spanDays, long spanMicros) {
    // Count toward zero, so that months, days and time have one sign.
    boolean borrow = spanDays < 0 && spanMicros > 0;
    long wholeDays = borrow ? spanDays + 1 : spanDays;
    long micros = borrow ? spanMicros - TimeTzKey.DAY_MICROS : spanMicros;
    int months = clamp(wholeDays / MONTH_DAYS);
    long restDays = wholeDays - months * MONTH_DAYS;
    int days = clamp(restDays);
    try {
      micros = Math.addExact(micros, Math.multiplyExact(restDays - days, TimeTzKey.DAY_MICROS));
    } catch (ArithmeticException beyond) {
      throw new KeyCodecException(
          KeyCodecException.Reason.MALFORMED, "no interval has " + spanDays + " days");
    }
    return new IntervalKey(months, days, micros);
  }

  private static int clamp(long value) {
    return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /// PostgreSQL's order: by span. Not consistent with `equals`.
  @Override
  public int compareTo(IntervalKey other) {
    int byDays = Long.compare(spanDays(), other.spanDays());
    return byDays != 0 ? byDays : Long.compare(spanMicros(), other.spanMicros());
  }
}
