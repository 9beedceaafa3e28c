package io.halcyon.sql.lexer;

/// The escapes of `U&'…'` and `U&"…"`: `\XXXX`, `\+XXXXXX`, and the doubled escape character.
final class UnicodeEscapes {
  private UnicodeEscapes() {}

  static boolean isValidEscape(char c) {
    return Characters.hexValue(c) < 0
        && c != '+'
        && c != '\''
        && c != '"'
        && !Characters.isSpace(c)
        && c < 0x80;
  }

  /// Returns `raw` with its escapes replaced.
  ///
  /// @param offset where `raw` begins in `sql`, for error positions
  static String decode(String raw, char escape, String sql, int offset) {
    if (raw.indexOf(escape) < 0) {
      return raw;
    }
    StringBuilder value = new StringBuilder(raw.length());
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at);
      if (c != escape) {
        value.append(c);
        at++;
        continue;
      }
      if (at + 1 < raw.length() && raw.charAt(at + 1) == escape) {
        value.append(escape);
        at += 2;
        continue;
      }
      boolean six = at + 1 < raw.length() && raw.charAt(at + 1) == '+';
      int digitsFrom = at + (six ? 2 : 1);
      int size = six ? 6 : 4;
      int code = hex(raw, digitsFrom, size);
      if (code < 0) {
        throw new SyntaxError(
            SyntaxError.SYNTAX,
            "invalid Unicode escape",
            sql.codePointCount(0, Math.min(offset + at, sql.length())) + 1,
            "Unicode escapes must be \\XXXX or \\+XXXXXX.");
      }
      append(value, code, sql, offset + at);
      at = digitsFrom + size;
    }
    requirePairs(value, sql, offset);
    return value.toString();
  }

  /// Returns the number that `size` hexadecimal digits stand for, -1 if they are not there.
  static int hex(String text, int from, int size) {
    if (from + size > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + size; i++) {
      int digit = Characters.hexValue(text.charAt(i));
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }

  static void append(StringBuilder value, int code, String sql, int offset) {
    if (code == 0 || code > Character.MAX_CODE_POINT) {
      throw SyntaxError.at(SyntaxError.SYNTAX, "invalid Unicode escape value", sql, offset);
    }
    if (code < 0x10000) {
      value.append((char) code);
    } else {
      value.appendCodePoint(code);
    }
  }

  /// Refuses half a surrogate pair, however it came about.
  static void requirePairs(StringBuilder value, String sql, int offset) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean paired =
          Character.isHighSurrogate(c)
              && i + 1 < value.length()
              && Character.isLowSurrogate(value.charAt(i + 1));
      if (paired) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw SyntaxError.at(SyntaxError.SYNTAX, "invalid Unicode surrogate pair", sql, offset);
      }
    }
  }
}
