package io.halcyon.sql.ast;

/// A statement of PostgreSQL's grammar for objects that Halcyon does not have.
///
/// Its syntax has been checked like any other's; nothing is kept of it but the text, because it
/// will be answered with 0A000 (feature not supported) and the command's name.
///
/// @param command for instance `CREATE OPERATOR CLASS`
/// @param text the tokens of the statement, one space apart
public record RefusedStatement(Position at, String command, String text) implements Statement {
  /// Returns the message that goes with 0A000.
  public String refusal() {
    return command + " is not supported";
  }
}
