package io.halcyon.sql.regex;

import org.jspecify.annotations.Nullable;

/// Reads bracket expressions.
final class BracketParser {
  private final RegexParser parser;

  BracketParser(RegexParser parser) {
    this.parser = parser;
  }

  private static RuntimeException unbalanced() {
    return RegexParser.invalid("brackets [] not balanced");
  }

  /// Reads what follows the opening bracket.
  Node bracket() {
    if (parser.startsWith("[:<:]]")) {
      parser.skip(6);
      return new Node.Boundary(Node.Boundary.Kind.WORD_START);
    }
    if (parser.startsWith("[:>:]]")) {
      parser.skip(6);
      return new Node.Boundary(Node.Boundary.Kind.WORD_END);
    }
    boolean negated = parser.peek() == '^';
    if (negated) {
      parser.skip(1);
    }
    CharacterSet set = _ -> false;
    boolean first = true;
    while (first || parser.peek() != ']') {
      if (parser.peek() < 0) {
        throw unbalanced();
      }
      set = set.or(item());
      first = false;
    }
    parser.skip(1);
    CharacterSet cased = parser.oneOf(set).set();
    if (!negated) {
      return new Node.One(cased);
    }
    CharacterSet rest = cased.negated();
    return new Node.One(parser.flags().newlineStops() ? rest.without('\n') : rest);
  }

  private CharacterSet item() {
    if (parser.startsWith("[:")) {
      return named();
    }
    if (parser.peek() == '\\') {
      @Nullable CharacterSet shorthand = RegexEscapes.shorthand(parser.peekAhead(1), false);
      if (shorthand != null) {
        parser.skip(2);
        return shorthand;
      }
    }
    int from = character();
    if (parser.peek() != '-' || parser.peekAhead(1) == ']') {
      return CharacterSet.of(from);
    }
    parser.skip(1);
    if (parser.peek() < 0) {
      throw unbalanced();
    }
    if (parser.startsWith("[:")) {
      throw RegexParser.invalid("invalid character range");
    }
    int to = character();
    if (to < from) {
      throw RegexParser.invalid("invalid character range");
    }
    return CharacterSet.range(from, to);
  }

  private int character() {
    if (parser.startsWith("[.") || parser.startsWith("[=")) {
      int mark = parser.peekAhead(1);
      int c = parser.peekAhead(2);
      if (parser.peekAhead(3) != mark || parser.peekAhead(4) != ']') {
        throw RegexParser.invalid("invalid collating element");
      }
      parser.skip(5);
      return c;
    }
    int c = parser.next();
    if (c != '\\') {
      return c;
    }
    if (parser.peek() < 0) {
      throw RegexParser.invalid("invalid escape \\ sequence");
    }
    return RegexEscapes.character(parser);
  }

  private CharacterSet named() {
    parser.skip(2);
    StringBuilder name = new StringBuilder();
    while (parser.peek() >= 0 && !parser.startsWith(":]")) {
      name.appendCodePoint(parser.next());
    }
    if (parser.peek() < 0) {
      throw unbalanced();
    }
    parser.skip(2);
    return switch (name.toString()) {
      case "alpha" -> Character::isLetter;
      case "digit" -> CharacterSet.DIGIT;
      case "alnum" -> Character::isLetterOrDigit;
      case "upper" -> parser.flags().ignoreCase() ? Character::isLetter : Character::isUpperCase;
      case "lower" -> parser.flags().ignoreCase() ? Character::isLetter : Character::isLowerCase;
      case "space" -> CharacterSet.SPACE;
      case "blank" -> c -> c == ' ' || c == '\t';
      case "punct" -> BracketParser::isPunctuation;
      case "cntrl" -> c -> c < 32 || (c >= 127 && c < 160);
      case "print" -> c -> !Character.isISOControl(c) && Character.isDefined(c);
      case "graph" ->
          c ->
              !Character.isISOControl(c)
                  && Character.isDefined(c)
                  && !CharacterSet.SPACE.contains(c);
      case "xdigit" -> c -> c < 128 && Character.digit(c, 16) >= 0;
      case "word" -> CharacterSet.WORD;
      default -> throw RegexParser.invalid("invalid character class");
    };
  }

  private static boolean isPunctuation(int c) {
    boolean visible =
        !Character.isISOControl(c) && Character.isDefined(c) && !CharacterSet.SPACE.contains(c);
    return visible && !Character.isLetterOrDigit(c);
  }
}
