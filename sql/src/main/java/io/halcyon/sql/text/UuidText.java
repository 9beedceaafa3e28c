package io.halcyon.sql.text;

import java.util.UUID;

/// Text of UUIDs.
final class UuidText {
  private static final int DIGITS = 32;

  private UuidText() {}

  /// Reads 32 hexadecimal digits, with a hyphen allowed behind each four and braces around all.
  static UUID read(String text) {
    String inner = text;
    if (text.startsWith("{")) {
      if (!text.endsWith("}")) {
        throw IntegerText.invalid(text, "uuid");
      }
      inner = text.substring(1, text.length() - 1);
    }
    long high = 0;
    long low = 0;
    int digits = 0;
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '-'
          && digits > 0
          && digits % 4 == 0
          && digits < DIGITS
          && inner.charAt(i - 1) != '-') {
        continue;
      }
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0 || digits == DIGITS) {
        throw IntegerText.invalid(text, "uuid");
      }
      if (digits < DIGITS / 2) {
        high = high << 4 | digit;
      } else {
        low = low << 4 | digit;
      }
      digits++;
    }
    if (digits != DIGITS) {
      throw IntegerText.invalid(text, "uuid");
    }
    return new UUID(high, low);
  }
}
