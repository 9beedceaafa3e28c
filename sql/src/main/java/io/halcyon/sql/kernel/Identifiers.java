package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.text.Spaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Qualified names as text.
final class Identifiers {
  private Identifiers() {}

  private static SqlError invalid(String text) {
    return Failures.invalidParameter("string is not a valid identifier: \"" + text + "\"");
  }

  /// Returns the parts of a name.
  ///
  /// @param strict whether nothing may follow it
  static List<String> parse(String text, boolean strict) {
    List<String> parts = new ArrayList<>();
    int at = Spaces.skip(text, 0);
    while (true) {
      if (at < text.length() && text.charAt(at) == '"') {
        int end = text.indexOf('"', at + 1);
        while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == '"') {
          end = text.indexOf('"', end + 2);
        }
        if (end < 0) {
          throw invalid(text).withDetail("String has unclosed double quotes.");
        }
        if (end == at + 1) {
          throw invalid(text).withDetail("Quoted identifier must not be empty.");
        }
        parts.add(text.substring(at + 1, end).replace("\"\"", "\""));
        at = end + 1;
      } else {
        int start = at;
        while (at < text.length() && isPart(text.charAt(at), at == start)) {
          at++;
        }
        if (at == start) {
          throw missing(text, at, parts.isEmpty());
        }
        parts.add(text.substring(start, at).toLowerCase(Locale.ROOT));
      }
      at = Spaces.skip(text, at);
      if (at >= text.length() || text.charAt(at) != '.') {
        break;
      }
      at = Spaces.skip(text, at + 1);
    }
    if (strict && at < text.length()) {
      throw invalid(text);
    }
    return parts;
  }

  private static SqlError missing(String text, int at, boolean first) {
    if (at < text.length() && text.charAt(at) == '.') {
      return invalid(text).withDetail("No valid identifier before \".\".");
    }
    return first ? invalid(text) : invalid(text).withDetail("No valid identifier after \".\".");
  }

  private static boolean isPart(char c, boolean first) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    return letter || (!first && (Spaces.isDigit(c) || c == '$'));
  }
}
