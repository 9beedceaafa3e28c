package io.halcyon.sql.system;

import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A table whose rows are computed.
///
/// @param rows gives the rows, each as wide as the relation
record SystemTable(
    RelationDescriptor relation,
    BiFunction<CatalogSnapshot, SessionContext, List<@Nullable Object[]>> rows) {

  /// @param columns names, each with a type of `pg_type`: `oid oid, relname name`
  static SystemTable of(
      int id,
      String schema,
      String name,
      String columns,
      BiFunction<CatalogSnapshot, SessionContext, List<@Nullable Object[]>> rows) {
    List<RelationDescriptor.Column> made = new ArrayList<>();
    for (String column : columns.split(",")) {
      String[] parts = column.strip().split(" ");
      SqlType type = Objects.requireNonNull(Types.find(parts[1]), parts[1]);
      made.add(new RelationDescriptor.Column(parts[0], type, -1, false, false));
    }
    return new SystemTable(
        new RelationDescriptor(id, 1, schema, name, made, RelationDescriptor.Kind.VIRTUAL, null),
        rows);
  }

  /// Returns a table that never has rows.
  static SystemTable empty(int id, String name, String columns) {
    return of(id, "pg_catalog", name, columns, (_, _) -> List.of());
  }
}
