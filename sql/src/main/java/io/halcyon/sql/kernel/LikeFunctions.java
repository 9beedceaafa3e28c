package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `LIKE` and `ILIKE`: PostgreSQL's `like_match.c`, with a loop instead of recursion.
final class LikeFunctions {
  private LikeFunctions() {}

  static void define(KernelTable table) {
    for (String type : List.of("text", "name")) {
      table.two(type + "like", (String a, String b) -> matches(a, b));
      table.two(type + "nlike", (String a, String b) -> !matches(a, b));
      table.two(type + "iclike", (String a, String b) -> matches(lower(a), lower(b)));
      table.two(type + "icnlike", (String a, String b) -> !matches(lower(a), lower(b)));
    }
    table.two("bytealike", (Bytes a, Bytes b) -> matches(latin(a), latin(b)));
    table.two("byteanlike", (Bytes a, Bytes b) -> !matches(latin(a), latin(b)));
    table.two("like_escape", LikeFunctions::withBackslash);
    table.two(
        "like_escape_bytea",
        (Bytes a, Bytes b) ->
            new Bytes(withBackslash(latin(a), latin(b)).getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String lower(String text) {
    return StringFunctions.mapped(text, false);
  }

  private static String latin(Bytes bytes) {
    return new String(bytes.array(), StandardCharsets.ISO_8859_1);
  }

  /// Matches `%` and `_`, with a backslash before what is meant itself.
  static boolean matches(String text, String pattern) {
    int at = 0;
    int p = 0;
    int retryText = -1;
    int retryPattern = -1;
    while (at < text.length() || p < pattern.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '%') {
        retryPattern = ++p;
        retryText = at;
        if (p == pattern.length()) {
          return true;
        }
        continue;
      }
      if (at < text.length() && p < pattern.length()) {
        char wanted = pattern.charAt(p);
        int width = 1;
        boolean fits;
        if (wanted == '_') {
          fits = true;
          width = Character.charCount(text.codePointAt(at));
        } else {
          if (wanted == '\\') {
            if (++p >= pattern.length()) {
              throw new SqlError(
                  SqlState.INVALID_ESCAPE_SEQUENCE,
                  "LIKE pattern must not end with escape character");
            }
            wanted = pattern.charAt(p);
          }
          fits = wanted == text.charAt(at);
        }
        if (fits) {
          at += width;
          p++;
          continue;
        }
      }
      if (retryPattern < 0 || retryText >= text.length()) {
        return false;
      }
      p = retryPattern;
      retryText += Character.charCount(text.codePointAt(retryText));
      at = retryText;
    }
    return true;
  }

  /// Rewrites a pattern with another escape character to one with the backslash.
  private static String withBackslash(String pattern, String escape) {
    if (escape.isEmpty()) {
      return pattern.replace("\\", "\\\\");
    }
    if (escape.codePointCount(0, escape.length()) != 1) {
      throw new SqlError(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape string")
          .withHint("Escape string must be empty or one character.");
    }
    if (escape.equals("\\")) {
      return pattern;
    }
    int escapeCharacter = escape.codePointAt(0);
    StringBuilder result = new StringBuilder();
    boolean escaped = false;
    for (int at = 0; at < pattern.length(); ) {
      int c = pattern.codePointAt(at);
      at += Character.charCount(c);
      if (c == escapeCharacter && !escaped) {
        result.append('\\');
        escaped = true;
      } else if (c == '\\') {
        result.append('\\');
        if (!escaped) {
          result.append('\\');
        }
        escaped = false;
      } else {
        result.appendCodePoint(c);
        escaped = false;
      }
    }
    return result.toString();
  }
}
