package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// `to_char`, `to_date`, `to_timestamp` and `to_number`.
final class ToCharFunctions {
  private ToCharFunctions() {}

  static void define(KernelTable table) {
    table.two("timestamp_to_char", (Long a, String format) -> TimeFormat.timestamp(a, format));
    table.twoIn(
        "timestamptz_to_char",
        (Long a, String format, SessionContext session) ->
            TimeFormat.zoned(a, format, session.zone()));
    table.two("interval_to_char", (Interval a, String format) -> TimeFormat.interval(a, format));
    table.two(
        "to_date",
        (String text, String format) -> Timestamps.toDate(TimeParse.parse(text, format).local()));
    table.twoIn("to_timestamp", ToCharFunctions::timestamp);
    table.two("numeric_to_char", (Numeric a, String format) -> NumberFormat.write(a, format));
    table.two(
        "int4_to_char", (Integer a, String format) -> NumberFormat.write(Numeric.of(a), format));
    table.two("int8_to_char", (Long a, String format) -> NumberFormat.write(Numeric.of(a), format));
    for (String name : new String[] {"float4", "float8"}) {
      table.two(
          name + "_to_char", (Double a, String format) -> NumberFormat.write(ofDouble(a), format));
    }
    table.two("numeric_to_number", NumberFormat::read);
  }

  private static long timestamp(String text, String format, SessionContext session) {
    TimeParse.Parsed parsed = TimeParse.parse(text, format);
    @Nullable Integer offset = parsed.offset();
    return offset != null
        ? parsed.local() - offset * Calendar.MICROS_PER_SECOND
        : Timestamps.toUtc(parsed.local(), session.zone());
  }

  private static Numeric ofDouble(double value) {
    if (Double.isNaN(value)) {
      return Numeric.NAN;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? Numeric.INFINITY : Numeric.MINUS_INFINITY;
    }
    return Numeric.of(new BigDecimal(Double.toString(value)));
  }
}
