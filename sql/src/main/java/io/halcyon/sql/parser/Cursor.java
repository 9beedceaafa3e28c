package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.lexer.Keyword;
import io.halcyon.sql.lexer.KeywordKind;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.lexer.TokenKind;
import io.halcyon.sql.lexer.TokenList;
import org.jspecify.annotations.Nullable;

/// The place in the tokens that the parser has come to.
///
/// Keywords and punctuation are named by their text: `at("select")`, `at("(")`. Used by one thread.
final class Cursor {
  private final TokenList tokens;
  private final int nestingMax;
  private int index = -1;
  private TokenKind kind = TokenKind.END;
  private String text = "";
  private int depth;

  Cursor(TokenList tokens, int nestingMax) {
    this.tokens = tokens;
    this.nestingMax = nestingMax;
    advance();
  }

  TokenKind kind() {
    return kind;
  }

  String text() {
    return text;
  }

  int index() {
    return index;
  }

  TokenList tokens() {
    return tokens;
  }

  Position position() {
    return new Position(tokens.start(index));
  }

  /// Steps on; throws the lexer's error if it stands there.
  void advance() {
    if (index < tokens.count() - 1) {
      index++;
    }
    kind = tokens.kind(index);
    text = tokens.text(index);
    SyntaxError error = tokens.error();
    if (kind == TokenKind.ERROR && error != null) {
      throw error;
    }
  }

  /// Returns the current token's text and steps on.
  String take() {
    String taken = text;
    advance();
    return taken;
  }

  /// Goes back to a token that was current before.
  void reset(int earlier) {
    index = earlier - 1;
    advance();
  }

  private boolean fixed(TokenKind of) {
    return of == TokenKind.KEYWORD || of == TokenKind.SYMBOL;
  }

  /// Returns whether the current token is this keyword or symbol.
  boolean at(String word) {
    return text.equals(word) && fixed(kind);
  }

  boolean at(String first, String second) {
    return at(first) && ahead(1, second);
  }

  boolean atAny(String first, String second) {
    return at(first) || at(second);
  }

  boolean atAny(String first, String second, String third) {
    return at(first) || at(second) || at(third);
  }

  /// Returns whether the token `offset` behind the current one is this keyword or symbol.
  boolean ahead(int offset, String word) {
    int other = index + offset;
    return other < tokens.count() && tokens.text(other).equals(word) && fixed(tokens.kind(other));
  }

  TokenKind kindAhead(int offset) {
    return tokens.kind(Math.min(index + offset, tokens.count() - 1));
  }

  /// Returns whether an identifier, no keyword, stands there: for our own extensions, whose words
  /// must not become keywords.
  boolean atWord(String word) {
    return kind == TokenKind.IDENTIFIER && text.equals(word);
  }

  boolean accept(String word) {
    if (at(word)) {
      advance();
      return true;
    }
    return false;
  }

  boolean accept(String first, String second) {
    if (at(first, second)) {
      advance();
      advance();
      return true;
    }
    return false;
  }

  boolean accept(String first, String second, String third) {
    if (at(first, second) && ahead(2, third)) {
      advance();
      advance();
      advance();
      return true;
    }
    return false;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw unexpected();
    }
  }

  void expect(String first, String second) {
    expect(first);
    expect(second);
  }

  @Nullable Keyword keyword() {
    return tokens.keyword(index);
  }

  /// Returns whether the current token is a keyword of this class.
  boolean atKeyword(KeywordKind of) {
    Keyword keyword = tokens.keyword(index);
    return keyword != null && keyword.kind() == of;
  }

  boolean atEnd() {
    return kind == TokenKind.END || at(";");
  }

  /// Counts a level that takes stack to parse, to be left again.
  void enter() {
    deepen(2);
  }

  void leave() {
    depth -= 2;
  }

  /// Counts a link of a chain, which makes the tree deeper but is parsed in a loop.
  void link() {
    deepen(1);
  }

  void unlink(int links) {
    depth -= links;
  }

  private void deepen(int levels) {
    depth += levels;
    if (depth > nestingMax) {
      throw new SyntaxError(
          SyntaxError.TOO_COMPLEX,
          "stack depth limit exceeded",
          characters(tokens.start(index)),
          "The bound is sql.parser.nesting-max.");
    }
  }

  private int characters(int offset) {
    return tokens.source().codePointCount(0, offset) + 1;
  }

  /// Returns the error that the current token is out of place.
  SyntaxError unexpected() {
    return failure("syntax error");
  }

  /// Returns an error at the current token, which the message then names.
  SyntaxError failure(String message) {
    String where =
        kind == TokenKind.END
            ? " at end of input"
            : " at or near \""
                + tokens.source().substring(tokens.start(index), tokens.end(index))
                + "\"";
    return error(SyntaxError.SYNTAX, message + where, position());
  }

  SyntaxError error(String sqlState, String message, Position at) {
    return SyntaxError.at(sqlState, message, tokens.source(), at.offset());
  }

  /// Returns the error of a statement that is complete but says what may not be said.
  SyntaxError invalid(String message, Position at) {
    return error(SyntaxError.SYNTAX, message, at);
  }

  SyntaxError unsupported(String what, Position at) {
    return error(SyntaxError.UNSUPPORTED, what + " is not supported", at);
  }
}
