package io.halcyon.sql.function;

/// A conversion between two types.
///
/// @param source OID of the type converted
/// @param target OID of the type wanted
/// @param function OID; 0 where none is needed, or text input and output do it
/// @param context where it is done without being asked for
/// @param method how
public record Cast(int source, int target, int function, Context context, Method method) {
  /// Where a conversion is wanted, each including those before it.
  public enum Context {
    /// Anywhere.
    IMPLICIT,
    /// Where a value is stored in a column.
    ASSIGNMENT,
    /// Where `CAST` or `::` asks for it.
    EXPLICIT
  }

  /// How a value is converted.
  public enum Method {
    FUNCTION,
    /// The same bytes are read as the other type.
    BINARY,
    /// Through text.
    INPUT_OUTPUT
  }
}
