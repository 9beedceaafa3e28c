package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.Notice;
import java.util.List;

/// What a text holds: statements, each with its place, and remarks on the text.
public record Script(List<Part> parts, List<Notice> notices) {
  /// A statement and where it stands in the text, without the semicolon.
  ///
  /// @param start offset of its first character
  /// @param end offset behind its last
  public record Part(Statement statement, int start, int end) {}

  /// Returns the statements alone.
  public List<Statement> statements() {
    return parts.stream().map(Part::statement).toList();
  }
}
