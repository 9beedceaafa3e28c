package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements that define relations: tables, indexes, views, sequences.
public sealed interface TableStatement extends Statement {
  /// `CREATE TABLE`.
  ///
  /// @param ofType null unless it is a typed table
  /// @param partitionOf null unless it is a partition
  record CreateTable(
      Position at,
      Persistence persistence,
      boolean ifNotExists,
      QualifiedName name,
      @Nullable QualifiedName ofType,
      @Nullable PartitionOf partitionOf,
      List<TableElement> elements,
      List<QualifiedName> inherits,
      @Nullable PartitionBy partitionBy,
      TableParameters parameters)
      implements TableStatement {}

  /// `CREATE TABLE … AS` and `CREATE MATERIALIZED VIEW`.
  ///
  /// @param source a query or `EXECUTE`
  record CreateTableAs(
      Position at,
      Persistence persistence,
      boolean materializedView,
      boolean ifNotExists,
      QualifiedName name,
      List<String> columns,
      TableParameters parameters,
      Statement source,
      boolean withData)
      implements TableStatement {}

  /// `ALTER TABLE` and what has the same actions: indexes, views, sequences, types, domains.
  record AlterTable(
      Position at,
      ObjectKind kind,
      boolean ifExists,
      QualifiedName name,
      boolean only,
      List<AlterAction> actions)
      implements TableStatement {}

  /// `CREATE INDEX`.
  ///
  /// @param name null if the system is to choose
  record CreateIndex(
      Position at,
      boolean unique,
      boolean concurrently,
      boolean ifNotExists,
      @Nullable String name,
      TableRef.Relation table,
      @Nullable String method,
      List<IndexElement> elements,
      boolean nullsNotDistinct,
      Constraint.IndexParameters parameters,
      @Nullable Expression where)
      implements TableStatement {}

  /// `CREATE VIEW`.
  record CreateView(
      Position at,
      boolean orReplace,
      Persistence persistence,
      boolean recursive,
      QualifiedName name,
      List<String> columns,
      List<Option> options,
      Query query,
      CheckOption checkOption)
      implements TableStatement {}

  /// `WITH CHECK OPTION` of a view.
  enum CheckOption {
    NONE,
    LOCAL,
    CASCADED
  }

  /// `REFRESH MATERIALIZED VIEW`.
  record RefreshView(Position at, boolean concurrently, QualifiedName name, boolean withData)
      implements TableStatement {}

  /// `CREATE SEQUENCE`.
  record CreateSequence(
      Position at,
      Persistence persistence,
      boolean ifNotExists,
      QualifiedName name,
      List<Option> options)
      implements TableStatement {}

  /// `ALTER SEQUENCE` with sequence options.
  record AlterSequence(Position at, boolean ifExists, QualifiedName name, List<Option> options)
      implements TableStatement {}

  /// What stands in a table's parentheses.
  sealed interface TableElement {}

  /// A column.
  ///
  /// @param type null in a typed table or partition
  /// @param compression null if not given
  record Column(
      Position at,
      String name,
      @Nullable TypeName type,
      @Nullable String compression,
      List<Constraint> constraints)
      implements TableElement {}

  /// A constraint on the table.
  record TableConstraint(Constraint constraint) implements TableElement {}

  /// `LIKE table INCLUDING …`.
  ///
  /// @param options in upper case, each with its `INCLUDING` or `EXCLUDING`
  record Like(Position at, QualifiedName table, List<String> options) implements TableElement {}

  /// `PARTITION OF parent bound`.
  record PartitionOf(QualifiedName parent, PartitionBound bound) {}

  /// Which rows a partition has.
  sealed interface PartitionBound {}

  /// `DEFAULT`.
  record DefaultBound() implements PartitionBound {}

  /// `FOR VALUES IN (…)`.
  record ListBound(List<Expression> values) implements PartitionBound {}

  /// `FOR VALUES FROM (…) TO (…)`.
  record RangeBound(List<Expression> from, List<Expression> to) implements PartitionBound {}

  /// `FOR VALUES WITH (MODULUS m, REMAINDER r)`.
  record HashBound(int modulus, int remainder) implements PartitionBound {}

  /// `PARTITION BY strategy (…)`.
  record PartitionBy(Position at, String strategy, List<IndexElement> keys) {}

  /// What follows a table's parentheses.
  ///
  /// @param options of `WITH (…)`
  /// @param distributeBy columns of `DISTRIBUTE BY`, an extension; empty for the default
  record TableParameters(
      @Nullable String accessMethod,
      List<Option> options,
      boolean withoutOids,
      OnCommit onCommit,
      @Nullable String tablespace,
      List<String> distributeBy) {}

  /// What becomes of a temporary table's rows.
  enum OnCommit {
    UNSPECIFIED,
    PRESERVE_ROWS,
    DELETE_ROWS,
    DROP
  }
}
