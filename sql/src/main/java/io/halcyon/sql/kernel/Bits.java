package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;

/// Bit strings as digits.
public final class Bits {
  private Bits() {}

  /// Combines two of equal length, bit by bit.
  ///
  /// @param operation `&`, `|` or `#` (or `^`)
  public static String combined(String left, String right, char operation) {
    if (left.length() != right.length()) {
      String name = operation == '&' ? "AND" : operation == '|' ? "OR" : "XOR";
      throw new SqlError(
          SqlState.STRING_DATA_LENGTH_MISMATCH,
          "cannot " + name + " bit strings of different sizes");
    }
    StringBuilder result = new StringBuilder(left.length());
    for (int i = 0; i < left.length(); i++) {
      boolean a = left.charAt(i) == '1';
      boolean b = right.charAt(i) == '1';
      boolean bit = operation == '&' ? a && b : operation == '|' ? a || b : a != b;
      result.append(bit ? '1' : '0');
    }
    return result.toString();
  }
}
