package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.Numeric;
import java.math.BigDecimal;
import java.util.Locale;

/// Text of `numeric`.
public final class NumericText {
  /// PostgreSQL's bounds: digits before and behind the point.
  public static final int WHOLE_DIGITS_MAX = 131_072;

  public static final int SCALE_MAX = 16_383;

  private NumericText() {}

  /// Reads a decimal number, `NaN` or an infinity.
  public static Numeric read(String text) {
    String trimmed = Spaces.trim(text);
    switch (trimmed.toLowerCase(Locale.ROOT)) {
      case "nan" -> {
        return Numeric.NAN;
      }
      case "infinity", "inf", "+infinity", "+inf" -> {
        return Numeric.INFINITY;
      }
      case "-infinity", "-inf" -> {
        return Numeric.MINUS_INFINITY;
      }
      default -> {
        // a number
      }
    }
    if (!isNumber(trimmed)) {
      throw IntegerText.invalid(text, "numeric");
    }
    return Numeric.of(bounded(trimmed));
  }

  private static BigDecimal bounded(String text) {
    int mark = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (mark >= 0) {
      String exponent = text.substring(mark + 1).replaceFirst("^[+-]?0*", "");
      // far beyond any bound, and BigDecimal must not be asked to expand it
      if (exponent.length() > 6) {
        throw overflow();
      }
    }
    BigDecimal value = new BigDecimal(text);
    if (value.signum() != 0 && (long) value.precision() - value.scale() > WHOLE_DIGITS_MAX) {
      throw overflow();
    }
    if (value.scale() > SCALE_MAX) {
      if (mark < 0 || value.signum() != 0) {
        throw overflow();
      }
    }
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  /// Returns the error of a result that has too many digits.
  public static SqlError overflow() {
    return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
  }

  /// Returns whether a text is digits with at most one point, a sign before and an exponent behind.
  public static boolean isNumber(String text) {
    int at = sign(text, 0);
    int whole = digits(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
    }
    boolean anyDigit = whole > at || end > whole + 1;
    if (!anyDigit) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int first = sign(text, end + 1);
      end = digits(text, first);
      if (end == first) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int sign(String text, int at) {
    boolean signed = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
    return signed ? at + 1 : at;
  }

  private static int digits(String text, int at) {
    int end = at;
    while (end < text.length() && Spaces.isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }
}
