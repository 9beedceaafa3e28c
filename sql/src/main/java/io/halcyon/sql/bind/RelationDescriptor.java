package io.halcyon.sql.bind;

import io.halcyon.sql.type.SqlType;
import java.util.List;

/// A table or view as the binder needs to know it.
///
/// @param id the catalog's identity of it
/// @param version of its schema, which plans are kept for
public record RelationDescriptor(
    long id, long version, String schema, String name, List<Column> columns) {
  public RelationDescriptor {
    columns = List.copyOf(columns);
  }

  /// A column.
  public record Column(String name, SqlType type, int modifier, boolean notNull) {}
}
