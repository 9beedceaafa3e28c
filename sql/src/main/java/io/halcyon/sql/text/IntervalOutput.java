package io.halcyon.sql.text;

import io.halcyon.sql.value.Interval;

/// Writes intervals in the style `postgres`: `1 year 2 mons 3 days 04:05:06.7`.
final class IntervalOutput {
  private IntervalOutput() {}

  static String write(Interval interval) {
    StringBuilder text = new StringBuilder();
    boolean negativeBefore = false;
    negativeBefore = part(text, interval.months() / 12, "year", negativeBefore);
    negativeBefore = part(text, interval.months() % 12, "mon", negativeBefore);
    negativeBefore = part(text, interval.days(), "day", negativeBefore);
    long micros = interval.micros();
    if (text.isEmpty() || micros != 0) {
      String sign = micros < 0 ? "-" : negativeBefore ? "+" : "";
      text.append(text.isEmpty() ? "" : " ").append(sign);
      time(text, micros);
    }
    return text.toString();
  }

  /// Returns whether the last part written is negative.
  private static boolean part(StringBuilder text, int value, String unit, boolean negativeBefore) {
    if (value == 0) {
      return negativeBefore;
    }
    text.append(text.isEmpty() ? "" : " ");
    text.append(negativeBefore && value > 0 ? "+" : "").append(value).append(' ').append(unit);
    text.append(value == 1 ? "" : "s");
    return value < 0;
  }

  private static void time(StringBuilder text, long micros) {
    // divided before the sign is dropped: the least long has no positive counterpart
    long hours = Math.abs(micros / Calendar.MICROS_PER_HOUR);
    long minutes = Math.abs(micros / Calendar.MICROS_PER_MINUTE % 60);
    long seconds = Math.abs(micros / Calendar.MICROS_PER_SECOND % 60);
    text.append(hours < 10 ? "0" : "").append(hours).append(':');
    text.append(minutes < 10 ? "0" : "").append(minutes).append(':');
    text.append(seconds < 10 ? "0" : "").append(seconds);
    DateTimeOutput.appendFraction(text, Math.abs(micros % Calendar.MICROS_PER_SECOND));
  }
}
