package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table or view as the binder needs to know it.
///
/// @param id the catalog's identity of it
/// @param version of its schema, which plans are kept for
/// @param kind what its rows are made of
/// @param definition a view's query, to be bound in its place; null for others
public record RelationDescriptor(
    long id,
    long version,
    String schema,
    String name,
    List<Column> columns,
    Kind kind,
    @Nullable Query definition) {
  public RelationDescriptor {
    columns = List.copyOf(columns);
    if ((kind == Kind.VIEW) != (definition != null)) {
      throw new IllegalArgumentException("a view, and nothing else, has a definition");
    }
  }

  /// Returns the columns as those of rows; hidden ones have a name that nothing can mean.
  public List<OutputColumn> outputs() {
    return columns.stream()
        .map(column ->
            new OutputColumn(
                column.hidden() ? "" : column.name(), column.type(), column.modifier()))
        .toList();
  }

  /// What rows are made of.
  public enum Kind {
    /// Stored rows.
    TABLE,
    /// The rows of a query.
    VIEW,
    /// Computed when they are read: system catalogs.
    VIRTUAL
  }

  /// A column.
  ///
  /// @param hidden whether it can neither be named nor is part of `*`: the key of a table without a
  ///   primary key
  public record Column(String name, SqlType type, int modifier, boolean notNull, boolean hidden) {}
}
