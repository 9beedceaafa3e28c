package io.halcyon.sql.text;

import io.halcyon.sql.session.SessionContext;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// Text of floats. The output is the shortest that is read as the same value, with an exponent
/// where C's `%g` would have one.
public final class FloatText {
  private FloatText() {}

  /// Reads a `double precision`.
  public static double readDouble(String text) {
    String trimmed = Spaces.trim(text);
    Double special = special(trimmed);
    if (special != null) {
      return special;
    }
    if (isHex(trimmed)) {
      return Double.parseDouble(trimmed.indexOf('p') < 0 ? trimmed + "p0" : trimmed);
    }
    if (!NumericText.isNumber(trimmed)) {
      throw IntegerText.invalid(text, "double precision");
    }
    double value = Double.parseDouble(trimmed);
    boolean lost = Double.isInfinite(value) || (value == 0 && hasNonZeroDigit(trimmed));
    if (lost) {
      throw outOfRange(trimmed, "double precision");
    }
    return value;
  }

  /// Reads a `real`.
  public static float readReal(String text) {
    String trimmed = Spaces.trim(text);
    Double special = special(trimmed);
    if (special != null) {
      return special.floatValue();
    }
    if (isHex(trimmed)) {
      return Float.parseFloat(trimmed.indexOf('p') < 0 ? trimmed + "p0" : trimmed);
    }
    if (!NumericText.isNumber(trimmed)) {
      throw IntegerText.invalid(text, "real");
    }
    float value = Float.parseFloat(trimmed);
    boolean lost = Float.isInfinite(value) || (value == 0 && hasNonZeroDigit(trimmed));
    if (lost) {
      throw outOfRange(trimmed, "real");
    }
    return value;
  }

  /// C's `strtod` reads hexadecimal digits too.
  private static boolean isHex(String text) {
    return text.matches("[+-]?0[xX][0-9a-fA-F]+(\\.[0-9a-fA-F]*)?(p[+-]?\\d+)?");
  }

  private static RuntimeException outOfRange(String text, String typeName) {
    return new io.halcyon.sql.error.SqlError(
        io.halcyon.sql.error.SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
        "\"" + text + "\" is out of range for type " + typeName);
  }

  private static boolean hasNonZeroDigit(String text) {
    int end = 0;
    while (end < text.length() && Character.toLowerCase(text.charAt(end)) != 'e') {
      char c = text.charAt(end++);
      if (c >= '1' && c <= '9') {
        return true;
      }
    }
    return false;
  }

  private static @org.jspecify.annotations.Nullable Double special(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "infinity", "inf", "+infinity", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /// Writes a `double precision`.
  public static String writeDouble(double value, SessionContext session) {
    if (!Double.isFinite(value)) {
      return special(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (session.extraFloatDigits() <= 0) {
      return rounded(new BigDecimal(value), 15 + session.extraFloatDigits());
    }
    return layout(shortest(Double.toString(value), value), 15);
  }

  /// Writes a `real`.
  public static String writeReal(float value, SessionContext session) {
    if (!Float.isFinite(value)) {
      return special(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (session.extraFloatDigits() <= 0) {
      return rounded(new BigDecimal(value), 6 + session.extraFloatDigits());
    }
    BigDecimal decimal = new BigDecimal(Float.toString(value));
    if (decimal.precision() == 2) {
      BigDecimal shorter = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      decimal = shorter.floatValue() == value ? shorter : decimal;
    }
    return layout(decimal, 6);
  }

  /// Writes as C's `%g`: six digits.
  public static String writeGeneral(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    return value == 0 ? "0" : rounded(new BigDecimal(value), 6);
  }

  /// Java writes at least two digits, where one may do, and takes a number that is as near to a
  /// neighbour if that reads as the same; PostgreSQL's algorithm does neither.
  private static BigDecimal shortest(String text, double value) {
    BigDecimal decimal = new BigDecimal(text);
    if (decimal.precision() == 2) {
      BigDecimal shorter = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      decimal = shorter.doubleValue() == value && isInside(shorter, value) ? shorter : decimal;
    }
    int digits = decimal.precision();
    BigDecimal exact = new BigDecimal(value);
    while (!isInside(decimal, value) && digits < 17) {
      decimal = exact.round(new MathContext(++digits, RoundingMode.HALF_EVEN));
    }
    return decimal;
  }

  /// Returns whether a decimal is nearer to `value` than to any other.
  private static boolean isInside(BigDecimal decimal, double value) {
    BigDecimal distance = decimal.subtract(new BigDecimal(value));
    if (distance.signum() == 0) {
      return true;
    }
    double neighbour = distance.signum() > 0 ? Math.nextUp(value) : Math.nextDown(value);
    if (Double.isInfinite(neighbour)) {
      return true;
    }
    BigDecimal gap = new BigDecimal(neighbour).subtract(new BigDecimal(value)).abs();
    return distance.abs().multiply(BigDecimal.TWO).compareTo(gap) < 0;
  }

  private static String rounded(BigDecimal value, int digits) {
    int kept = Math.max(digits, 1);
    return layout(value.round(new MathContext(kept, RoundingMode.HALF_EVEN)), kept);
  }

  private static String special(double value) {
    return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }

  /// @param digits from this exponent on the number is written with an exponent
  private static String layout(BigDecimal exact, int digits) {
    BigDecimal value = exact.stripTrailingZeros();
    String figures = value.unscaledValue().abs().toString();
    int exponent = figures.length() - value.scale() - 1;
    String sign = value.signum() < 0 ? "-" : "";
    if (exponent >= -4 && exponent < digits) {
      return sign + value.abs().toPlainString();
    }
    String mantissa =
        figures.length() == 1 ? figures : figures.charAt(0) + "." + figures.substring(1);
    String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + power;
  }
}
