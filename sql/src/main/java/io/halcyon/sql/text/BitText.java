package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.BitString;

/// Text of bit strings.
final class BitText {
  private BitText() {}

  /// Reads binary digits, or hexadecimal ones behind an `x`.
  static BitString read(String text) {
    boolean hex = text.startsWith("x") || text.startsWith("X");
    boolean marked = hex || text.startsWith("b") || text.startsWith("B");
    StringBuilder bits = new StringBuilder();
    for (int i = marked ? 1 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, hex ? 16 : 2) : -1;
      if (digit < 0) {
        throw new SqlError(
            SqlState.INVALID_TEXT_REPRESENTATION,
            "\"%c\" is not a valid %s digit".formatted(c, hex ? "hexadecimal" : "binary"));
      }
      if (hex) {
        String four = Integer.toBinaryString(digit);
        bits.append("0".repeat(4 - four.length())).append(four);
      } else {
        bits.append(c);
      }
    }
    return new BitString(bits.toString());
  }
}
