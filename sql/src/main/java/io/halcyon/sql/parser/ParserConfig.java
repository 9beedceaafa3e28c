package io.halcyon.sql.parser;

import io.halcyon.core.config.Describe;

/// Bounds of what the parser takes in, prefix `sql.parser`.
///
/// @param statementCharsMax longest text, in characters
/// @param nestingMax deepest nesting: what is in parentheses, or otherwise within something else,
///   counts two for each production that calls itself, a link of a chain like `a + b + c` one. The
///   default is what fits a thread's default stack of 1 MB, whatever is then done to the tree
@Describe("Bounds on the SQL that is read.")
public record ParserConfig(
    @Describe("Longest text that is read, in characters.") int statementCharsMax,
    @Describe("Deepest nesting of a statement; a chain of n operators is n deep, n parentheses 4n.")
        int nestingMax) {
  public static final ParserConfig DEFAULT = new ParserConfig(64 << 20, 400);

  public ParserConfig {
    if (statementCharsMax < 1) {
      throw new IllegalArgumentException(
          "sql.parser.statement-chars-max must be positive: " + statementCharsMax);
    }
    if (nestingMax < 10 || nestingMax > 10_000) {
      throw new IllegalArgumentException(
          "sql.parser.nesting-max must be 10 to 10000: " + nestingMax);
    }
  }
}
