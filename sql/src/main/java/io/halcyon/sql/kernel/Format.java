package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.Spaces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `format`: `text_format` of PostgreSQL's `varlena.c`. Used once.
final class Format {
  private final String format;
  private final List<@Nullable String> arguments;
  private final StringBuilder result = new StringBuilder();
  private int at;
  private int next;

  private Format(String format, List<@Nullable String> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  /// @param arguments their texts; null for NULL
  static String apply(String format, List<@Nullable String> arguments) {
    return new Format(format, arguments).run();
  }

  private String run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        result.append(c);
      } else if (peek() == '%') {
        at++;
        result.append('%');
      } else {
        specifier();
      }
    }
    return result.toString();
  }

  private char peek() {
    if (at >= format.length()) {
      throw Failures.invalidParameter("unterminated format() type specifier")
          .withHint("For a single \"%\" use \"%%\".");
    }
    return format.charAt(at);
  }

  private void specifier() {
    int position = -1;
    int width = 0;
    boolean left = false;
    int digits = digits();
    if (digits >= 0) {
      if (peek() == '$') {
        at++;
        position = digits;
        requirePosition(position);
        digits = -1;
      } else {
        width = digits;
      }
    }
    if (digits < 0) {
      while (peek() == '-') {
        at++;
        left = true;
      }
      if (peek() == '*') {
        at++;
        int widthPosition = digits();
        if (widthPosition >= 0) {
          if (peek() != '$') {
            throw Failures.invalidParameter("width argument position must be ended by \"$\"");
          }
          at++;
          requirePosition(widthPosition);
        }
        @Nullable String given = argument(widthPosition);
        width = given == null ? 0 : Integer.parseInt(given);
      } else {
        width = Math.max(0, digits());
      }
    }
    char type = peek();
    at++;
    if (type != 's' && type != 'I' && type != 'L') {
      throw Failures.invalidParameter("unrecognized format() type specifier \"" + type + "\"")
          .withHint("For a single \"%\" use \"%%\".");
    }
    if (width < 0) {
      left = true;
      width = -width;
    }
    append(converted(type, argument(position)), width, left);
  }

  private static void requirePosition(int position) {
    if (position == 0) {
      throw Failures.invalidParameter(
          "format specifies argument 0, but arguments are numbered from 1");
    }
  }

  private int digits() {
    int start = at;
    int value = 0;
    while (Spaces.isDigit(peek())) {
      value = Math.min(value * 10 + format.charAt(at++) - '0', 10_000_000);
    }
    return at == start ? -1 : value;
  }

  /// @param position counted from 1; -1 for the next
  private @Nullable String argument(int position) {
    int index = position > 0 ? position - 1 : next;
    next = index + 1;
    if (index >= arguments.size()) {
      throw Failures.invalidParameter("too few arguments for format()");
    }
    return arguments.get(index);
  }

  private static String converted(char type, @Nullable String value) {
    if (value == null) {
      return switch (type) {
        case 's' -> "";
        case 'L' -> "NULL";
        default ->
            throw new SqlError(
                SqlState.NULL_VALUE_NOT_ALLOWED,
                "null values cannot be formatted as an SQL identifier");
      };
    }
    return switch (type) {
      case 's' -> value;
      case 'L' -> FormatFunctions.quoteLiteral(value);
      default -> FormatFunctions.quoteIdentifier(value);
    };
  }

  private void append(String text, int width, boolean left) {
    String padding = " ".repeat(Math.max(0, width - Strings.length(text)));
    result.append(left ? text + padding : padding + text);
  }
}
