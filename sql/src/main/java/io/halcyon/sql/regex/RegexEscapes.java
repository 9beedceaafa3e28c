package io.halcyon.sql.regex;

import org.jspecify.annotations.Nullable;

/// Escapes that stand for characters.
final class RegexEscapes {
  private RegexEscapes() {}

  /// Returns the set that `\d` and its kin stand for, or null.
  static @Nullable CharacterSet shorthand(int c, boolean newlineStops) {
    return switch (c) {
      case 'd' -> CharacterSet.DIGIT;
      case 's' -> CharacterSet.SPACE;
      case 'w' -> CharacterSet.WORD;
      case 'D' -> negated(CharacterSet.DIGIT, newlineStops);
      case 'S' -> CharacterSet.SPACE.negated();
      case 'W' -> negated(CharacterSet.WORD, newlineStops);
      default -> null;
    };
  }

  private static CharacterSet negated(CharacterSet set, boolean newlineStops) {
    return newlineStops ? set.negated().without('\n') : set.negated();
  }

  /// Reads what follows a backslash and is one character.
  static int character(RegexParser parser) {
    int c = parser.next();
    return switch (c) {
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'B' -> '\\';
      case 'c' -> {
        int control = parser.next();
        if (control < 0) {
          throw RegexParser.invalid("invalid escape \\ sequence");
        }
        yield control & 0x1f;
      }
      case 'e' -> 27;
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 11;
      case 'u' -> hex(parser, 4, 4);
      case 'U' -> hex(parser, 8, 8);
      case 'x' -> hex(parser, 1, 255);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(parser, c - '0');
      default -> {
        boolean word = c < 128 && Character.isLetterOrDigit(c);
        if (c < 0 || word) {
          throw RegexParser.invalid("invalid escape \\ sequence");
        }
        yield c;
      }
    };
  }

  private static int hex(RegexParser parser, int min, int max) {
    int count = 0;
    long value = 0;
    while (count < max && parser.peek() >= 0 && Character.digit(parser.peek(), 16) >= 0) {
      value = value << 4 | Character.digit(parser.next(), 16);
      count++;
      if (value > Character.MAX_CODE_POINT) {
        throw RegexParser.invalid("invalid escape \\ sequence");
      }
    }
    if (count < min) {
      throw RegexParser.invalid("invalid escape \\ sequence");
    }
    return (int) value;
  }

  private static int octal(RegexParser parser, int first) {
    int value = first;
    int count = 1;
    while (count < 3 && parser.peek() >= '0' && parser.peek() <= '7') {
      value = value << 3 | parser.next() - '0';
      count++;
    }
    return value;
  }
}
