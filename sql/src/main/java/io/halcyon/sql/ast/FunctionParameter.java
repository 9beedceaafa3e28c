package io.halcyon.sql.ast;

import org.jspecify.annotations.Nullable;

/// A parameter of a function or procedure.
///
/// @param orderedSet whether it comes behind `ORDER BY` (ordered-set aggregates)
public record FunctionParameter(
    Position at,
    Mode mode,
    @Nullable String name,
    TypeName type,
    @Nullable Expression defaultValue,
    boolean orderedSet) {
  /// The direction; `DEFAULT` is written as nothing and means in.
  public enum Mode {
    DEFAULT,
    IN,
    OUT,
    INOUT,
    VARIADIC
  }
}
