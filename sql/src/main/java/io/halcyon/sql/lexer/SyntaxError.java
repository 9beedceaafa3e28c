package io.halcyon.sql.lexer;

import org.jspecify.annotations.Nullable;

/// Why a text is not a statement that Halcyon can read. The only exception of lexer and parser.
///
/// Carries what PostgreSQL's error message has: the code, the text, the position. Has no stack
/// trace: it speaks of the client's text, not of our code.
public final class SyntaxError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// PostgreSQL's code of a statement that breaks the grammar.
  public static final String SYNTAX = "42601";

  /// PostgreSQL's code of what is grammatical and cannot be had.
  public static final String UNSUPPORTED = "0A000";

  /// PostgreSQL's code of a statement that is too large or nested too deeply.
  public static final String TOO_COMPLEX = "54001";

  private final String sqlState;
  private final int position;
  private final @Nullable String hint;

  /// @param position where, in characters of the text and counted from 1; 0 if it is nowhere
  public SyntaxError(String sqlState, String message, int position, @Nullable String hint) {
    super(message, null, false, false);
    this.sqlState = sqlState;
    this.position = position;
    this.hint = hint;
  }

  /// Makes the error for an offset into `text`, which counts UTF-16 units from 0.
  public static SyntaxError at(String sqlState, String message, String text, int offset) {
    int limit = Math.min(offset, text.length());
    return new SyntaxError(sqlState, message, text.codePointCount(0, limit) + 1, null);
  }

  public String sqlState() {
    return sqlState;
  }

  /// Returns where the error is: characters of the text, counted from 1; 0 if it is nowhere.
  public int position() {
    return position;
  }

  public @Nullable String hint() {
    return hint;
  }

  /// Returns code, text and position in one line.
  public String summary() {
    return sqlState + ": " + getMessage() + (position > 0 ? " (position " + position + ")" : "");
  }
}
