package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One action of `ALTER TABLE` and its kin.
public sealed interface AlterAction {
  /// What is done to one column or attribute.
  sealed interface ColumnAction extends AlterAction {}

  /// What is done to the whole.
  sealed interface RelationAction extends AlterAction {}

  /// `ADD COLUMN`.
  record AddColumn(Position at, boolean ifNotExists, TableStatement.Column column)
      implements ColumnAction {}

  /// `DROP COLUMN`, `DROP ATTRIBUTE`.
  record DropColumn(Position at, boolean ifExists, String name, boolean cascade)
      implements ColumnAction {}

  /// `ADD ATTRIBUTE` of a composite type.
  record AddAttribute(Position at, TableRef.ColumnType attribute, boolean cascade)
      implements ColumnAction {}

  /// `ALTER COLUMN … TYPE`, `ALTER ATTRIBUTE … TYPE`.
  record SetType(
      Position at,
      String column,
      TypeName type,
      @Nullable QualifiedName collation,
      @Nullable Expression using,
      boolean cascade)
      implements ColumnAction {}

  /// `SET DEFAULT`; of a domain if there is no column.
  record SetDefault(Position at, @Nullable String column, Expression value)
      implements ColumnAction {}

  /// An action on a column that needs no more than words and a value.
  ///
  /// @param action in upper case, for instance `SET NOT NULL`
  record ColumnChange(Position at, String column, String action, Option.@Nullable Value value)
      implements ColumnAction {}

  /// `ALTER COLUMN number SET STATISTICS`, for expressions of an index, which have no names.
  record NumberedStatistics(Position at, int column, int target) implements ColumnAction {}

  /// `ADD GENERATED … AS IDENTITY`.
  record AddIdentity(Position at, String column, Constraint.Identity identity)
      implements ColumnAction {}

  /// Changes of an identity column's sequence.
  record AlterIdentity(Position at, String column, List<Option> changes) implements ColumnAction {}

  /// `ADD CONSTRAINT`.
  record AddConstraint(Position at, Constraint constraint) implements RelationAction {}

  /// `ALTER CONSTRAINT`.
  record AlterConstraint(Position at, String name, Constraint.Attributes attributes)
      implements RelationAction {}

  /// `DROP CONSTRAINT`.
  record DropConstraint(Position at, boolean ifExists, String name, boolean cascade)
      implements RelationAction {}

  /// `SET (options)` and `RESET (options)`.
  record Options(Position at, boolean reset, List<Option> options) implements RelationAction {}

  /// `OWNER TO`.
  record SetOwner(Position at, RoleSpec owner) implements RelationAction {}

  /// `ATTACH PARTITION`.
  ///
  /// @param bound null for an index
  record AttachPartition(
      Position at, QualifiedName partition, TableStatement.@Nullable PartitionBound bound)
      implements RelationAction {}

  /// An action that is words and at most one name, for instance `ENABLE TRIGGER name`.
  ///
  /// @param action in upper case
  /// @param suffix words behind the name; empty for nearly all
  record Simple(Position at, String action, @Nullable QualifiedName name, String suffix)
      implements RelationAction {}
}
