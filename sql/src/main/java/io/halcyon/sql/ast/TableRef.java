package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An item of a `FROM` clause.
public sealed interface TableRef {
  /// A table, view or common table.
  ///
  /// @param only whether `ONLY` excludes the tables that inherit
  record Relation(
      Position at, QualifiedName name, boolean only, @Nullable Alias alias, @Nullable Sample sample)
      implements TableRef {}

  /// `TABLESAMPLE method (arguments) REPEATABLE (seed)`.
  record Sample(
      Position at, QualifiedName method, List<Expression> arguments, @Nullable Expression seed) {}

  /// `(SELECT …) AS alias`.
  record Subquery(Position at, boolean lateral, Query query, @Nullable Alias alias)
      implements TableRef {}

  /// `function(…)` or `ROWS FROM (function(…), …)`.
  record Functions(
      Position at,
      boolean lateral,
      List<FunctionItem> items,
      boolean rowsFrom,
      boolean ordinality,
      @Nullable Alias alias)
      implements TableRef {}

  /// One function, with the columns that it is said to return.
  record FunctionItem(Expression call, List<ColumnType> columns) {}

  /// `left JOIN right ON …`.
  ///
  /// @param on null if there is no such condition
  /// @param using null if there is none
  /// @param alias of a join in parentheses
  record Join(
      Position at,
      JoinKind kind,
      boolean natural,
      TableRef left,
      TableRef right,
      @Nullable Expression on,
      @Nullable Using using,
      @Nullable Alias alias)
      implements TableRef {}

  /// The kinds of joins.
  enum JoinKind {
    CROSS,
    INNER,
    LEFT,
    RIGHT,
    FULL
  }

  /// `USING (columns) AS alias`.
  record Using(List<String> columns, @Nullable String alias) {}

  /// `AS name (columns)`.
  ///
  /// @param name null if only columns with types are given: `AS (a int)`
  /// @param columns names alone
  /// @param typedColumns names with types, for functions that return records
  record Alias(@Nullable String name, List<String> columns, List<ColumnType> typedColumns) {}

  /// A column's name and type.
  record ColumnType(Position at, String name, TypeName type, @Nullable QualifiedName collation) {}
}
