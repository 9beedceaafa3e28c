package io.halcyon.sql.lexer;

/// PostgreSQL's character classes. Everything beyond ASCII is a letter.
final class Characters {
  private Characters() {}

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
  }

  static boolean isNewline(char c) {
    return c == '\n' || c == '\r';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c) || c == '$';
  }

  static boolean isOperator(char c) {
    return switch (c) {
      case '~', '!', '@', '#', '^', '&', '|', '`', '?', '+', '-', '*', '/', '%', '<', '>', '=' ->
          true;
      default -> false;
    };
  }

  /// Returns whether an operator with this character may end in `+` or `-`.
  static boolean allowsTrailingSign(char c) {
    return switch (c) {
      case '~', '!', '@', '#', '^', '&', '|', '`', '?', '%' -> true;
      default -> false;
    };
  }

  /// Returns whether the character alone is a token that the grammar knows.
  static boolean isSelf(char c) {
    return switch (c) {
      case ',', '(', ')', '[', ']', '.', ';', ':', '+', '-', '*', '/', '%', '^', '<', '>', '=' ->
          true;
      default -> false;
    };
  }

  /// Returns the value of a hexadecimal digit, -1 for any other character.
  static int hexValue(char c) {
    if (isDigit(c)) {
      return c - '0';
    }
    char lower = lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
