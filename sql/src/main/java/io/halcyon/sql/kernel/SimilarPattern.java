package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;

/// Patterns of `SIMILAR TO` as regular expressions: `similar_escape_internal` of PostgreSQL's
/// `regexp.c`.
final class SimilarPattern {
  private SimilarPattern() {}

  static String toRegex(String pattern, String escape) {
    if (escape.codePointCount(0, escape.length()) > 1) {
      throw new SqlError(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape string")
          .withHint("Escape string must be empty or one character.");
    }
    int escapeCharacter = escape.isEmpty() ? -1 : escape.codePointAt(0);
    StringBuilder regex = new StringBuilder("^(?:");
    boolean escaped = false;
    boolean inBrackets = false;
    int quotes = 0;
    for (int at = 0; at < pattern.length(); ) {
      int c = pattern.codePointAt(at);
      at += Character.charCount(c);
      if (escaped) {
        escaped = false;
        if (c == '"' && !inBrackets) {
          if (quotes == 0) {
            regex.append("){1,1}?(");
          } else if (quotes == 1) {
            regex.append("){1,1}(?:");
          } else {
            throw new SqlError(
                "2200C",
                "SQL regular expression may not contain more than two escape-double-quote"
                    + " separators");
          }
          quotes++;
        } else {
          regex.append('\\').appendCodePoint(c);
        }
      } else if (c == escapeCharacter) {
        escaped = true;
      } else if (inBrackets) {
        regex.append(c == '\\' ? "\\" : "").appendCodePoint(c);
        inBrackets = c != ']';
      } else {
        inBrackets = c == '[';
        append(regex, c);
      }
    }
    return regex.append(")$").toString();
  }

  private static void append(StringBuilder regex, int c) {
    switch (c) {
      case '%' -> regex.append(".*");
      case '_' -> regex.append('.');
      case '(' -> regex.append("(?:");
      case '\\', '.', '^', '$' -> regex.append('\\').appendCodePoint(c);
      default -> regex.appendCodePoint(c);
    }
  }
}
