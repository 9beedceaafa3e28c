package io.halcyon.sql.regex;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads advanced regular expressions: PostgreSQL's `regcomp.c` and `regc_lex.c`. Used once.
final class RegexParser {
  static final int REPEAT_MAX = 255;
  private static final int DEPTH_MAX = 500;

  private final int[] text;
  private RegexFlags flags;
  private final BracketParser brackets;
  private int at;
  private int captures;
  private int depth;
  private boolean backReferences;

  RegexParser(String expression, RegexFlags flags) {
    this.text = expression.codePoints().toArray();
    this.flags = flags;
    this.brackets = new BracketParser(this);
  }

  static SqlError invalid(String reason) {
    return new SqlError(
        SqlState.INVALID_REGULAR_EXPRESSION, "invalid regular expression: " + reason);
  }

  int captures() {
    return captures;
  }

  boolean hasBackReferences() {
    return backReferences;
  }

  RegexFlags flags() {
    return flags;
  }

  Node parse() {
    if (!flags.literal()) {
      directors();
    }
    if (flags.literal()) {
      List<Node> all = new ArrayList<>();
      while (at < text.length) {
        all.add(one(text[at++]));
      }
      return sequence(all);
    }
    Node node = choice();
    if (at < text.length) {
      throw invalid("parentheses () not balanced");
    }
    return node;
  }

  /// Reads `***=`, `***:` and `(?flags)` at the beginning.
  private void directors() {
    if (startsWith("***")) {
      if (startsWith("***=")) {
        at += 4;
        flags = java.util.Objects.requireNonNull(flags.with('q'));
        return;
      }
      if (!startsWith("***:")) {
        throw invalid("quantifier operand invalid");
      }
      at += 4;
    }
    if (startsWith("(?") && at + 2 < text.length && isLetter(text[at + 2])) {
      at += 2;
      while (at < text.length && isLetter(text[at])) {
        @Nullable RegexFlags next = flags.with((char) text[at]);
        if (next == null) {
          throw invalid("invalid embedded option");
        }
        flags = next;
        at++;
      }
      if (at >= text.length || text[at] != ')') {
        throw invalid("invalid embedded option");
      }
      at++;
    }
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  boolean startsWith(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= text.length || text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  int peek() {
    return at < text.length ? text[at] : -1;
  }

  int next() {
    return at < text.length ? text[at++] : -1;
  }

  void skip(int count) {
    at += count;
  }

  int peekAhead(int count) {
    return at + count < text.length ? text[at + count] : -1;
  }

  private void skipSpace() {
    while (true) {
      if (flags.expanded() && at < text.length && CharacterSet.SPACE.contains(text[at])) {
        at++;
      } else if (flags.expanded() && peek() == '#') {
        while (at < text.length && text[at] != '\n') {
          at++;
        }
      } else if (startsWith("(?#")) {
        while (at < text.length && text[at] != ')') {
          at++;
        }
        if (at >= text.length) {
          throw invalid("parentheses () not balanced");
        }
        at++;
      } else {
        return;
      }
    }
  }

  private Node choice() {
    if (++depth > DEPTH_MAX) {
      throw invalid("regular expression is too complex");
    }
    List<Node> branches = new ArrayList<>();
    branches.add(branch());
    while (peek() == '|') {
      at++;
      branches.add(branch());
    }
    depth--;
    return branches.size() == 1 ? branches.getFirst() : new Node.Choice(List.copyOf(branches));
  }

  private Node branch() {
    List<Node> parts = new ArrayList<>();
    skipSpace();
    while (at < text.length && text[at] != '|' && text[at] != ')') {
      parts.add(quantified());
      skipSpace();
    }
    if (peek() == ')' && depth == 1) {
      throw invalid("parentheses () not balanced");
    }
    return sequence(parts);
  }

  private static Node sequence(List<Node> parts) {
    return switch (parts.size()) {
      case 0 -> new Node.Empty();
      case 1 -> parts.getFirst();
      default -> new Node.Sequence(List.copyOf(parts));
    };
  }

  private Node quantified() {
    Node atom = atom();
    skipSpace();
    int min;
    int max;
    switch (peek()) {
      case '*' -> {
        min = 0;
        max = -1;
        at++;
      }
      case '+' -> {
        min = 1;
        max = -1;
        at++;
      }
      case '?' -> {
        min = 0;
        max = 1;
        at++;
      }
      case '{' -> {
        if (peekAhead(1) < '0' || peekAhead(1) > '9') {
          return atom;
        }
        at++;
        min = count();
        max = min;
        if (peek() == ',') {
          at++;
          max = peek() == '}' ? -1 : count();
        }
        if (next() != '}') {
          throw invalid(
              at >= text.length ? "braces {} not balanced" : "invalid repetition count(s)");
        }
        if (max >= 0 && max < min) {
          throw invalid("invalid repetition count(s)");
        }
      }
      default -> {
        return atom;
      }
    }
    if (atom instanceof Node.Boundary || atom instanceof Node.Look) {
      throw invalid("quantifier operand invalid");
    }
    boolean greedy = peek() != '?';
    if (!greedy) {
      at++;
    }
    skipSpace();
    int after = peek();
    if (after == '*' || after == '+' || after == '?') {
      throw invalid("quantifier operand invalid");
    }
    return new Node.Repeat(atom, min, max, greedy);
  }

  private int count() {
    int start = at;
    int value = 0;
    while (peek() >= '0' && peek() <= '9' && value <= REPEAT_MAX) {
      value = value * 10 + next() - '0';
    }
    if (at == start || value > REPEAT_MAX) {
      throw invalid("invalid repetition count(s)");
    }
    return value;
  }

  private Node atom() {
    int c = next();
    return switch (c) {
      case '(' -> group();
      case '[' -> brackets.bracket();
      case '.' -> new Node.One(flags.newlineStops() ? x -> x != '\n' : _ -> true);
      case '^' ->
          new Node.Boundary(
              flags.newlineAnchors()
                  ? Node.Boundary.Kind.LINE_START
                  : Node.Boundary.Kind.TEXT_START);
      case '$' ->
          new Node.Boundary(
              flags.newlineAnchors() ? Node.Boundary.Kind.LINE_END : Node.Boundary.Kind.TEXT_END);
      case '\\' -> escape();
      case '*', '+', '?' -> throw invalid("quantifier operand invalid");
      case '{' -> {
        if (peek() >= '0' && peek() <= '9') {
          throw invalid("quantifier operand invalid");
        }
        yield one(c);
      }
      default -> one(c);
    };
  }

  private Node one(int c) {
    CharacterSet set = CharacterSet.of(c);
    return new Node.One(flags.ignoreCase() ? set.ignoringCase() : set);
  }

  Node.One oneOf(CharacterSet set) {
    return new Node.One(flags.ignoreCase() ? set.ignoringCase() : set);
  }

  private Node group() {
    if (peek() != '?') {
      int number = ++captures;
      Node body = choice();
      close();
      return new Node.Capture(body, number);
    }
    at++;
    int c = next();
    return switch (c) {
      case ':' -> {
        Node body = choice();
        close();
        yield body instanceof Node.Choice ? new Node.Repeat(body, 1, 1, true) : body;
      }
      case '=', '!' -> look(true, c == '!');
      case '<' -> {
        int direction = next();
        if (direction != '=' && direction != '!') {
          throw invalid("quantifier operand invalid");
        }
        yield look(false, direction == '!');
      }
      default -> throw invalid("quantifier operand invalid");
    };
  }

  private Node look(boolean ahead, boolean negated) {
    int before = captures;
    Node body = choice();
    close();
    captures = before;
    return new Node.Look(body, ahead, negated);
  }

  private void close() {
    if (next() != ')') {
      throw invalid("parentheses () not balanced");
    }
  }

  private Node escape() {
    if (at >= text.length) {
      throw invalid("invalid escape \\ sequence");
    }
    int c = peek();
    Node.Boundary.@Nullable Kind boundary =
        switch (c) {
          case 'A' -> Node.Boundary.Kind.TEXT_START;
          case 'Z' -> Node.Boundary.Kind.TEXT_END;
          case 'm' -> Node.Boundary.Kind.WORD_START;
          case 'M' -> Node.Boundary.Kind.WORD_END;
          case 'y' -> Node.Boundary.Kind.WORD_BOUNDARY;
          case 'Y' -> Node.Boundary.Kind.NO_WORD_BOUNDARY;
          default -> null;
        };
    if (boundary != null) {
      at++;
      return new Node.Boundary(boundary);
    }
    @Nullable CharacterSet shorthand = RegexEscapes.shorthand(c, flags.newlineStops());
    if (shorthand != null) {
      at++;
      return new Node.One(shorthand);
    }
    if (c >= '1' && c <= '9') {
      int number = backReference();
      if (number > 0) {
        return new Node.BackReference(number);
      }
    }
    return one(RegexEscapes.character(this));
  }

  /// Returns 0 if the digits are an octal character.
  private int backReference() {
    int start = at;
    int number = next() - '0';
    while (peek() >= '0' && peek() <= '9' && number < 1000) {
      number = number * 10 + next() - '0';
    }
    boolean single = at - start == 1;
    if (single || number <= captures) {
      if (number > captures) {
        throw invalid("invalid backreference number");
      }
      backReferences = true;
      return number;
    }
    at = start;
    return 0;
  }
}
