package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements that change rows.
public sealed interface DataStatement extends Statement {
  /// `INSERT`.
  ///
  /// @param source null for `DEFAULT VALUES`
  record Insert(
      Position at,
      Query.@Nullable With with,
      QualifiedName table,
      @Nullable String alias,
      List<Target> columns,
      Overriding overriding,
      @Nullable Query source,
      @Nullable OnConflict onConflict,
      List<Query.Item> returning)
      implements DataStatement {}

  /// `UPDATE`.
  record Update(
      Position at,
      Query.@Nullable With with,
      TableRef.Relation table,
      List<Assignment> assignments,
      List<TableRef> from,
      @Nullable Expression where,
      List<Query.Item> returning)
      implements DataStatement {}

  /// `DELETE`.
  record Delete(
      Position at,
      Query.@Nullable With with,
      TableRef.Relation table,
      List<TableRef> using,
      @Nullable Expression where,
      List<Query.Item> returning)
      implements DataStatement {}

  /// `MERGE`.
  record Merge(
      Position at,
      Query.@Nullable With with,
      TableRef.Relation table,
      TableRef source,
      Expression on,
      List<MergeWhen> whens)
      implements DataStatement {}

  /// `COPY`.
  ///
  /// @param table null if a query is copied out
  /// @param statement null if a table is copied
  /// @param file null for the client's own stream
  record Copy(
      Position at,
      @Nullable QualifiedName table,
      List<String> columns,
      @Nullable Statement statement,
      boolean from,
      boolean program,
      @Nullable String file,
      List<Option> options,
      @Nullable Expression where)
      implements DataStatement {}

  /// `TRUNCATE`.
  record Truncate(
      Position at, List<TableRef.Relation> tables, boolean restartIdentity, boolean cascade)
      implements DataStatement {}

  /// `LOCK TABLE`.
  ///
  /// @param mode in upper case
  record Lock(Position at, List<TableRef.Relation> tables, String mode, boolean nowait)
      implements DataStatement {}

  /// A column that is stored to, with the steps into it.
  record Target(Position at, String column, List<Accessor> path) {}

  /// `target = value`, or `(targets) = value`.
  record Assignment(Position at, List<Target> targets, boolean row, Expression value) {}

  /// `OVERRIDING … VALUE`.
  enum Overriding {
    NONE,
    USER,
    SYSTEM
  }

  /// `ON CONFLICT … DO …`.
  ///
  /// @param elements what the unique index is on; empty if none are given
  /// @param elementsWhere the index's own condition
  /// @param constraint null unless `ON CONSTRAINT` is given
  /// @param assignments empty for `DO NOTHING`
  record OnConflict(
      Position at,
      List<IndexElement> elements,
      @Nullable Expression elementsWhere,
      @Nullable String constraint,
      List<Assignment> assignments,
      @Nullable Expression where) {}

  /// `WHEN [NOT] MATCHED [AND condition] THEN action`.
  record MergeWhen(
      Position at, boolean matched, @Nullable Expression condition, MergeAction action) {}

  /// What `MERGE` does with a row.
  sealed interface MergeAction {}

  /// `DO NOTHING`.
  record MergeNothing() implements MergeAction {}

  /// `DELETE`.
  record MergeDelete() implements MergeAction {}

  /// `UPDATE SET …`.
  record MergeUpdate(List<Assignment> assignments) implements MergeAction {}

  /// `INSERT …`.
  ///
  /// @param values empty for `DEFAULT VALUES`
  record MergeInsert(List<Target> columns, Overriding overriding, List<Expression> values)
      implements MergeAction {}
}
