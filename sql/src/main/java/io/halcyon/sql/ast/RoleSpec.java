package io.halcyon.sql.ast;

/// A role by name, or by what it is at the moment.
public record RoleSpec(Position at, Kind kind, String name) {
  /// How the role is given; the name is empty unless it is `NAMED`.
  public enum Kind {
    NAMED,
    CURRENT_ROLE,
    CURRENT_USER,
    SESSION_USER,
    PUBLIC
  }
}
