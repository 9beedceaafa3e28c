package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `unistr`: text with Unicode escapes.
final class Unistr {
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:(\\\\)|([0-9a-fA-F]{4})|\\+([0-9a-fA-F]{6})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))");

  private Unistr() {}

  static String read(String text) {
    StringBuilder result = new StringBuilder();
    Matcher matcher = ESCAPE.matcher(text);
    for (int at = 0; at < text.length(); ) {
      if (text.charAt(at) != '\\') {
        result.append(text.charAt(at++));
        continue;
      }
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        throw new SqlError(SqlState.SYNTAX_ERROR, "invalid Unicode escape")
            .withHint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.");
      }
      at = matcher.end();
      if (matcher.group(1) != null) {
        result.append('\\');
        continue;
      }
      int code = 0;
      for (int group = 2; group <= 5; group++) {
        if (matcher.group(group) != null) {
          code = Integer.parseUnsignedInt(matcher.group(group), 16);
        }
      }
      if (code <= 0 || code > Character.MAX_CODE_POINT) {
        throw new SqlError(
            SqlState.INVALID_PARAMETER_VALUE, "invalid Unicode code point: %04X".formatted(code));
      }
      result.appendCodePoint(code);
    }
    requirePairs(result);
    return result.toString();
  }

  private static void requirePairs(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new SqlError(SqlState.SYNTAX_ERROR, "invalid Unicode surrogate pair");
      }
    }
  }
}
