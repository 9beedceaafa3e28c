package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements on schemas, databases, types, extensions, and on objects of any kind.
public sealed interface ObjectStatement extends Statement {
  /// `CREATE SCHEMA`, with the objects to create in it.
  ///
  /// @param name null if it is the owner's
  record CreateSchema(
      Position at,
      boolean ifNotExists,
      @Nullable String name,
      @Nullable RoleSpec owner,
      List<Statement> elements)
      implements ObjectStatement {}

  /// `CREATE DATABASE`.
  record CreateDatabase(Position at, String name, List<Option> options)
      implements ObjectStatement {}

  /// `ALTER DATABASE` with options.
  record AlterDatabase(Position at, String name, List<Option> options) implements ObjectStatement {}

  /// `DROP DATABASE`.
  record DropDatabase(Position at, boolean ifExists, String name, boolean force)
      implements ObjectStatement {}

  /// `CREATE EXTENSION`.
  record CreateExtension(Position at, boolean ifNotExists, String name, List<Option> options)
      implements ObjectStatement {}

  /// `CREATE TYPE`.
  record CreateType(Position at, QualifiedName name, TypeBody body) implements ObjectStatement {}

  /// `CREATE DOMAIN`.
  record CreateDomain(Position at, QualifiedName name, TypeName type, List<Constraint> constraints)
      implements ObjectStatement {}

  /// `ALTER TYPE … ADD VALUE`.
  ///
  /// @param neighbor the value that it stands next to; null for the end
  record AddEnumValue(
      Position at,
      QualifiedName name,
      boolean ifNotExists,
      String value,
      @Nullable String neighbor,
      boolean before)
      implements ObjectStatement {}

  /// `ALTER TYPE … RENAME VALUE`.
  record RenameEnumValue(Position at, QualifiedName name, String value, String newValue)
      implements ObjectStatement {}

  /// `DROP` of most kinds of objects.
  record Drop(
      Position at,
      ObjectKind kind,
      boolean concurrently,
      boolean ifExists,
      List<ObjectRef> objects,
      boolean cascade)
      implements ObjectStatement {}

  /// `ALTER … RENAME TO`.
  ///
  /// @param part what of the object is renamed: a column, attribute or constraint; null for itself
  record Rename(
      Position at,
      ObjectRef object,
      boolean ifExists,
      boolean only,
      @Nullable Part part,
      String newName,
      boolean cascade)
      implements ObjectStatement {}

  /// A part of an object.
  record Part(ObjectKind kind, String name) {}

  /// `ALTER … SET SCHEMA`.
  record SetSchema(Position at, ObjectRef object, boolean ifExists, boolean only, String schema)
      implements ObjectStatement {}

  /// `ALTER … OWNER TO`.
  record SetOwner(Position at, ObjectRef object, RoleSpec owner) implements ObjectStatement {}

  /// `COMMENT ON`.
  ///
  /// @param text null to remove the comment
  record Comment(Position at, ObjectRef target, @Nullable String text) implements ObjectStatement {}

  /// `SECURITY LABEL`.
  record SecurityLabel(
      Position at, @Nullable String provider, ObjectRef target, @Nullable String label)
      implements ObjectStatement {}

  /// What kind of type is created.
  sealed interface TypeBody {}

  /// `AS (attributes)`.
  record CompositeType(List<TableRef.ColumnType> attributes) implements TypeBody {}

  /// `AS ENUM (labels)`.
  record EnumType(List<String> labels) implements TypeBody {}

  /// `AS RANGE (options)`.
  record RangeType(List<Option> options) implements TypeBody {}

  /// `(options)`: a base type.
  record BaseType(List<Option> options) implements TypeBody {}

  /// Nothing: a name to be defined later.
  record ShellType() implements TypeBody {}
}
