package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An existing object that a statement speaks of.
public sealed interface ObjectRef {
  Position at();

  ObjectKind kind();

  /// An object that its name identifies.
  record Named(Position at, ObjectKind kind, QualifiedName name) implements ObjectRef {}

  /// A function, procedure or aggregate.
  ///
  /// @param parameters null if none are written, which is enough if there is only one of that name
  record Routine(
      Position at,
      ObjectKind kind,
      QualifiedName name,
      @Nullable List<FunctionParameter> parameters)
      implements ObjectRef {}

  /// A trigger, rule, policy or constraint of a table, or a constraint of a domain.
  record OnTable(Position at, ObjectKind kind, String name, QualifiedName table, boolean onDomain)
      implements ObjectRef {}

  /// A type or domain.
  record OfType(Position at, ObjectKind kind, TypeName type) implements ObjectRef {}

  /// An operator with the types of its operands, null for one that is absent.
  record Operator(
      Position at, OperatorName operator, @Nullable TypeName left, @Nullable TypeName right)
      implements ObjectRef {
    @Override
    public ObjectKind kind() {
      return ObjectKind.OPERATOR;
    }
  }

  /// A cast.
  record Cast(Position at, TypeName from, TypeName to) implements ObjectRef {
    @Override
    public ObjectKind kind() {
      return ObjectKind.CAST;
    }
  }

  /// An operator class or family, with its index method.
  record OfMethod(Position at, ObjectKind kind, QualifiedName name, String method)
      implements ObjectRef {}

  /// `TRANSFORM FOR type LANGUAGE name`.
  record Transform(Position at, TypeName type, String language) implements ObjectRef {
    @Override
    public ObjectKind kind() {
      return ObjectKind.TRANSFORM;
    }
  }

  /// A large object by number.
  record LargeObject(Position at, String number) implements ObjectRef {
    @Override
    public ObjectKind kind() {
      return ObjectKind.LARGE_OBJECT;
    }
  }
}
