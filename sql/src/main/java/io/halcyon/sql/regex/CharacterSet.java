package io.halcyon.sql.regex;

/// A set of characters.
@FunctionalInterface
interface CharacterSet {
  boolean contains(int c);

  static CharacterSet of(int only) {
    return c -> c == only;
  }

  static CharacterSet range(int from, int to) {
    return c -> c >= from && c <= to;
  }

  default CharacterSet or(CharacterSet other) {
    return c -> contains(c) || other.contains(c);
  }

  default CharacterSet negated() {
    return c -> !contains(c);
  }

  default CharacterSet without(int excluded) {
    return c -> c != excluded && contains(c);
  }

  /// Returns the set with the other case of each character.
  default CharacterSet ignoringCase() {
    return c ->
        contains(c) || contains(Character.toLowerCase(c)) || contains(Character.toUpperCase(c));
  }

  CharacterSet DIGIT = Character::isDigit;
  CharacterSet SPACE =
      c -> c == ' ' || (c >= '\t' && c <= '\r') || (c > 127 && Character.isWhitespace(c));
  CharacterSet WORD = c -> Character.isLetterOrDigit(c) || c == '_';
}
