package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.nio.charset.StandardCharsets;

/// Strings by characters, which are code points.
final class Strings {
  /// PostgreSQL's bound on a value: 1 GB.
  static final long BYTES_MAX = 0x3fff_ffff;

  private Strings() {}

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// Returns whether each character is one UTF-16 unit.
  static boolean isSimple(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// Returns a part by characters; `from` and `to` are within the text.
  static String part(String text, int from, int to) {
    if (isSimple(text)) {
      return text.substring(from, to);
    }
    int start = text.offsetByCodePoints(0, from);
    return text.substring(start, text.offsetByCodePoints(start, to - from));
  }

  /// Returns the characters from `start`, counted from 1, perhaps below; `count` may be too many.
  static String substring(String text, long start, long count) {
    int length = length(text);
    if (count < 0) {
      throw new SqlError(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    long from = Math.max(start, 1) - 1;
    long to = Math.min(start - 1 + count, length);
    return from >= to ? "" : part(text, (int) from, (int) to);
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static void requireLength(long bytes) {
    if (bytes > BYTES_MAX) {
      throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested length too large");
    }
  }
}
