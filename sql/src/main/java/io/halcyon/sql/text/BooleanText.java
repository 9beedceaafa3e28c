package io.halcyon.sql.text;

import java.util.Locale;

/// Text of booleans.
final class BooleanText {
  private BooleanText() {}

  /// Reads a word or an unambiguous beginning of one.
  static Boolean read(String text) {
    String word = Spaces.trim(text).toLowerCase(Locale.ROOT);
    if (!word.isEmpty()) {
      if ("true".startsWith(word)
          || "yes".startsWith(word)
          || word.equals("on")
          || word.equals("1")) {
        return true;
      }
      boolean off = word.equals("of") || word.equals("off");
      if ("false".startsWith(word) || "no".startsWith(word) || off || word.equals("0")) {
        return false;
      }
    }
    throw IntegerText.invalid(text, "boolean");
  }
}
