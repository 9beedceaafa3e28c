package io.halcyon.sql.lexer;

/// What a token is.
public enum TokenKind {
  /// A name that is no keyword, or any quoted name; the text is folded and unescaped.
  IDENTIFIER,
  /// A keyword; the text is in lower case.
  KEYWORD,
  /// Punctuation or an operator that the grammar knows by itself; `!=` has the text `<>`.
  SYMBOL,
  /// Any other operator.
  OPERATOR,
  /// A character string of whatever notation; the text is its value.
  STRING,
  /// `B'…'`; the text is what stands between the quotes.
  BITS,
  /// `X'…'`; the text is what stands between the quotes.
  HEX,
  /// Digits that fit an `int`.
  INTEGER,
  /// Any other number.
  NUMERIC,
  /// `$n`; the text is the digits.
  PARAMETER,
  /// Not a token; a `SyntaxError` is kept for whoever gets so far.
  ERROR,
  /// The end of the text.
  END
}
