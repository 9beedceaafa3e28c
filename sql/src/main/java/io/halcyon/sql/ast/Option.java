package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named setting in one of the many lists that PostgreSQL has of them.
///
/// @param namespace as in `toast.autovacuum_enabled`; mostly null
/// @param value null if only the name is written
public record Option(Position at, @Nullable String namespace, String name, @Nullable Value value) {

  /// The value of an option.
  public sealed interface Value {}

  /// A word without quotes, `on` for instance.
  public record Word(String word) implements Value {}

  /// A reserved word, where the grammar allows one.
  public record Reserved(String word) implements Value {}

  /// A string in quotes.
  public record Text(String text) implements Value {}

  /// A number, with its sign.
  public record Numeral(String text) implements Value {}

  /// A type, or any name that may be one.
  public record TypeValue(TypeName type) implements Value {}

  /// The name of an object.
  public record ObjectName(QualifiedName name) implements Value {}

  /// An operator.
  public record OperatorValue(OperatorName operator) implements Value {}

  /// `*`.
  public record Star() implements Value {}

  /// A list in parentheses, or of strings.
  public record Items(List<Value> items) implements Value {}

  /// An interval, as a time zone.
  public record IntervalValue(Expression.TypedLiteral literal) implements Value {}

  /// `SET name TO value` among the attributes of a function.
  public record Setting(SessionStatement setting) implements Value {}

  /// A list of roles.
  public record Roles(List<RoleSpec> roles) implements Value {}

  /// A list of types, as in `TRANSFORM FOR TYPE`.
  public record Types(List<TypeName> types) implements Value {}

  /// Names with values, as in `SET (a = 1)`.
  public record Options(List<Option> options) implements Value {}
}
