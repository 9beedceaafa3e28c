package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;

/// Text of integers.
final class IntegerText {
  private static final long OID_MAX = 0xffff_ffffL;

  private IntegerText() {}

  /// Reads digits with a sign, between spaces.
  static long read(String text, long min, long max, String typeName) {
    int at = Spaces.skip(text, 0);
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (negative || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    int digits = at;
    // counted downwards, where there is one more
    long value = 0;
    boolean overflow = false;
    while (at < text.length() && Spaces.isDigit(text.charAt(at))) {
      int digit = text.charAt(at++) - '0';
      overflow |= value < (Long.MIN_VALUE + digit) / 10;
      value = value * 10 - digit;
    }
    if (at == digits || Spaces.skip(text, at) != text.length()) {
      // PostgreSQL sees an overflow before it sees what follows the digits
      if (overflow) {
        throw outOfRange(text, typeName);
      }
      throw invalid(text, typeName);
    }
    boolean outside = negative ? value < min : value < -max;
    if (overflow || outside) {
      throw outOfRange(text, typeName);
    }
    return negative ? value : -value;
  }

  /// Reads an OID, which may be written as a negative number.
  static Long readOid(String text) {
    String trimmed = text.strip();
    String digits =
        trimmed.startsWith("-") || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid(text, "oid");
    }
    if (digits.length() > 10 || Long.parseLong(digits) > OID_MAX) {
      throw outOfRange(text, "oid");
    }
    long value = Long.parseLong(trimmed);
    if (value < Integer.MIN_VALUE) {
      throw outOfRange(text, "oid");
    }
    return value & OID_MAX;
  }

  static SqlError invalid(String text, String typeName) {
    return new SqlError(
        SqlState.INVALID_TEXT_REPRESENTATION,
        "invalid input syntax for type " + typeName + ": \"" + text + "\"");
  }

  static SqlError outOfRange(String text, String typeName) {
    return new SqlError(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
        "value \"" + text + "\" is out of range for type " + typeName);
  }
}
