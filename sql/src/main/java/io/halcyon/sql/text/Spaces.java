package io.halcyon.sql.text;

/// What C's `isspace` and `isdigit` say of characters.
public final class Spaces {
  private Spaces() {}

  public static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// Returns the index of the first character from `at` on that is no space.
  public static int skip(String text, int at) {
    int index = at;
    while (index < text.length() && isSpace(text.charAt(index))) {
      index++;
    }
    return index;
  }

  /// Returns the text without spaces at both ends.
  public static String trim(String text) {
    int from = skip(text, 0);
    int to = text.length();
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }
}
