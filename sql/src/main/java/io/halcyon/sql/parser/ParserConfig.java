package io.halcyon.sql.parser;

import io.halcyon.core.config.Describe;

/// Bounds of what the parser takes in, prefix `sql.parser`.
///
/// @param statementCharsMax longest text, in characters
/// @param nestingMax deepest nesting, where each operator of a chain like `a + b + c` counts
@Describe("Bounds on the SQL that is read.")
public record ParserConfig(
    @Describe("Longest text that is read, in characters.") int statementCharsMax,
    @Describe("Deepest nesting of a statement; a chain of n operators is n deep.") int nestingMax) {
  public static final ParserConfig DEFAULT = new ParserConfig(64 << 20, 1_000);

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
