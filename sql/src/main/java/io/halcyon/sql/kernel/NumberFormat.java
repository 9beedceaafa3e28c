package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.NumericText;
import io.halcyon.sql.text.Spaces;
import io.halcyon.sql.value.Numeric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// `to_char` of numbers, and `to_number`: the number half of PostgreSQL's `formatting.c`, with the
/// locale `C`. Formats with `RN`, `V`, `EEEE` and `TH` are refused. Used once.
final class NumberFormat {
  private final String format;
  private int whole;
  private int fraction;
  private boolean point;
  private boolean fill;
  private boolean brackets;
  private boolean zeroSeen;
  private int firstZero = -1;
  private char sign = ' ';
  private boolean signAfter;

  private NumberFormat(String format) {
    this.format = format;
    scan();
  }

  private void scan() {
    String upper = format.toUpperCase(Locale.ROOT);
    for (int i = 0; i < upper.length(); i++) {
      if (upper.charAt(i) == '"') {
        i = Math.max(i, upper.indexOf('"', i + 1));
      } else if (upper.startsWith("FM", i)) {
        fill = true;
        i++;
      } else if (upper.startsWith("PR", i)) {
        brackets = true;
        i++;
      } else if (upper.startsWith("MI", i)
          || upper.startsWith("PL", i)
          || upper.startsWith("SG", i)) {
        sign = upper.startsWith("SG", i) ? 'G' : upper.startsWith("PL", i) ? ' ' : 'M';
        i++;
      } else {
        one(upper, i);
      }
    }
  }

  private void one(String upper, int i) {
    switch (upper.charAt(i)) {
      case '9' -> digit(false);
      case '0' -> digit(true);
      case '.', 'D' -> {
        if (point) {
          throw new SqlError(SqlState.SYNTAX_ERROR, "multiple decimal points");
        }
        point = true;
      }
      case 'S' -> {
        sign = 'S';
        signAfter = whole > 0;
      }
      case 'R', 'V', 'E' ->
          throw SqlError.unsupported("format \"" + format + "\" of to_char() for numbers");
      default -> {
        // group separators and text are written as they come
      }
    }
  }

  private void digit(boolean zero) {
    if (point) {
      fraction++;
    } else {
      if (zero && firstZero < 0) {
        firstZero = whole;
      }
      zeroSeen |= zero;
      whole++;
    }
  }

  static String write(Numeric value, String format) {
    return new NumberFormat(format).write(value);
  }

  private String write(Numeric value) {
    if (!value.isFinite()) {
      return overflow(value.signum() < 0);
    }
    if (whole == 0) {
      // there is no room for the zero before the point
      return overflow(value.signum() < 0);
    }
    BigDecimal rounded = value.decimal().setScale(fraction, RoundingMode.HALF_UP);
    boolean negative = rounded.signum() < 0;
    String digits = rounded.abs().unscaledValue().toString();
    if (digits.length() < fraction + 1) {
      digits = "0".repeat(fraction + 1 - digits.length()) + digits;
    }
    String wholeDigits = digits.substring(0, digits.length() - fraction);
    String fractionDigits = digits.substring(digits.length() - fraction);
    boolean zero = rounded.signum() == 0 && fill && !zeroSeen;
    if (wholeDigits.equals("0") && !zero && !(fraction == 0 && !zeroSeen)) {
      wholeDigits = "";
    }
    return wholeDigits.length() > whole
        ? overflow(negative)
        : filled(wholeDigits, fractionDigits, negative, rounded);
  }

  /// Writes `#` for each digit.
  private String overflow(boolean negative) {
    return filled("#".repeat(whole), "#".repeat(fraction), negative, BigDecimal.ZERO);
  }

  private String filled(
      String wholeDigits, String fractionDigits, boolean negative, BigDecimal value) {
    StringBuilder result = new StringBuilder();
    int missing = whole - wholeDigits.length();
    int zerosFrom = firstZero < 0 ? missing : Math.min(missing, firstZero);
    boolean ownSign = sign == ' ' && !brackets;
    int seen = 0;
    int seenFraction = 0;
    boolean afterPoint = false;
    boolean signWritten = !ownSign && !(sign == 'S' && !signAfter) && !brackets;
    String lead =
        brackets
            ? (negative ? "<" : " ")
            : sign == 'S' ? (negative ? "-" : "+") : negative ? "-" : " ";
    if ((fill && !negative && ownSign) || (fill && brackets && !negative)) {
      lead = "";
    }
    for (int i = 0; i < format.length(); i++) {
      char c = Character.toUpperCase(format.charAt(i));
      boolean digit = c == '9' || c == '0';
      if (digit && !afterPoint) {
        if (seen < zerosFrom) {
          result.append(fill ? "" : " ");
        } else {
          if (!signWritten) {
            result.append(lead);
            signWritten = true;
          }
          result.append(seen < missing ? '0' : wholeDigits.charAt(seen - missing));
        }
        seen++;
      } else if (digit) {
        result.append(fractionDigits.charAt(seenFraction++));
      } else if (c == '.' || c == 'D') {
        if (!signWritten) {
          result.append(lead);
          signWritten = true;
        }
        afterPoint = true;
        result.append('.');
      } else if (c == ',' || c == 'G') {
        result.append(seen > zerosFrom ? "," : fill ? "" : " ");
      } else {
        i = other(result, i, negative);
      }
    }
    if (!signWritten) {
      result.append(lead);
    }
    if (brackets) {
      result.append(negative ? ">" : fill ? "" : " ");
    }
    return fill && point ? trimmed(result, value) : result.toString();
  }

  /// With `FM` the zeros at the end go, as far as the format has nines.
  private String trimmed(StringBuilder result, BigDecimal value) {
    int keep = 0;
    int at = format.length() - 1;
    String digits = format.toUpperCase(Locale.ROOT);
    int pointAt = Math.max(digits.indexOf('.'), digits.indexOf('D'));
    for (int i = pointAt + 1; i < digits.length(); i++) {
      if (digits.charAt(i) == '0') {
        keep = i - pointAt;
      }
    }
    int start = result.indexOf(".");
    int end = result.length();
    boolean number = at >= 0 && start >= 0 && value.scale() > 0;
    while (number && end > start + 1 + keep && result.charAt(end - 1) == '0') {
      end--;
    }
    return result.substring(0, end);
  }

  private int other(StringBuilder result, int i, boolean negative) {
    String upper = format.toUpperCase(Locale.ROOT);
    if (upper.startsWith("FM", i) || upper.startsWith("PR", i)) {
      return i + 1;
    }
    if (upper.startsWith("MI", i)) {
      result.append(negative ? "-" : fill ? "" : " ");
      return i + 1;
    }
    if (upper.startsWith("PL", i)) {
      result.append(negative ? fill ? "" : " " : "+");
      return i + 1;
    }
    if (upper.startsWith("SG", i)) {
      result.append(negative ? "-" : "+");
      return i + 1;
    }
    char c = upper.charAt(i);
    if (c == 'S') {
      if (signAfter) {
        result.append(negative ? "-" : "+");
      }
    } else if (c == '"') {
      int end = format.indexOf('"', i + 1);
      int stop = end < 0 ? format.length() : end;
      result.append(format, i + 1, stop);
      return stop;
    } else if (c == 'L') {
      result.append(' ');
    } else if (c == 'B') {
      return i;
    } else {
      result.append(format.charAt(i));
    }
    return i;
  }

  /// Reads a number, leaving out what the format says is no part of it.
  static Numeric read(String text, String format) {
    NumberFormat parsed = new NumberFormat(format);
    StringBuilder digits = new StringBuilder();
    boolean negative = text.indexOf('-') >= 0 || (parsed.brackets && text.indexOf('<') >= 0);
    int wholeDigits = 0;
    int fractionDigits = 0;
    boolean point = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Spaces.isDigit(c)) {
        boolean room = point ? fractionDigits < parsed.fraction : wholeDigits < parsed.whole;
        if (room) {
          digits.append(c);
        }
        wholeDigits += point ? 0 : 1;
        fractionDigits += point ? 1 : 0;
      } else if (c == '.' && parsed.point && !point) {
        point = true;
        digits.append('.');
      }
    }
    if (digits.isEmpty() || digits.toString().equals(".")) {
      throw new SqlError(
          SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type numeric: \" \"");
    }
    Numeric value = NumericText.read(digits.toString());
    return negative ? value.negate() : value;
  }
}
