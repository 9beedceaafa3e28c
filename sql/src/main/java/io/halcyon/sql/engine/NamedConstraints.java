package io.halcyon.sql.engine;

import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the constraints that `SET CONSTRAINTS` names, as PostgreSQL's `AfterTriggerSetState` does:
/// all of a name in the first schema of the search path that has one. Stateless.
final class NamedConstraints {
  private NamedConstraints() {}

  /// Returns the ids of deferrable foreign keys.
  ///
  /// @param searchPath the schemas to look in for a name without one
  /// @throws SqlError if there is none of a name, or one that is to be deferred cannot be
  static List<Integer> of(
      List<List<String>> names,
      boolean deferred,
      CatalogSnapshot catalog,
      List<String> searchPath) {
    List<Integer> found = new ArrayList<>();
    for (List<String> name : names) {
      List<String> schemas = name.size() == 1 ? searchPath : List.of(name.get(name.size() - 2));
      if (name.size() > 1 && catalog.schema(schemas.getFirst()) == null) {
        throw new SqlError(
            SqlState.INVALID_SCHEMA_NAME,
            "schema \"%s\" does not exist".formatted(schemas.getFirst()));
      }
      boolean any = false;
      for (String schema : schemas) {
        if (!any) {
          any = in(catalog.schema(schema), name.getLast(), deferred, catalog, found);
        }
      }
      if (!any) {
        throw new SqlError(
            SqlState.UNDEFINED_OBJECT,
            "constraint \"%s\" does not exist".formatted(name.getLast()));
      }
    }
    return found;
  }

  private static boolean in(
      @Nullable SchemaDescriptor schema,
      String name,
      boolean deferred,
      CatalogSnapshot catalog,
      List<Integer> found) {
    boolean any = false;
    boolean fixed = false;
    for (var descriptor : catalog.all()) {
      if (schema == null
          || !(descriptor instanceof TableDescriptor table)
          || table.schema() != schema.id()) {
        continue;
      }
      for (ForeignKeyDescriptor key : table.foreignKeys()) {
        if (key.name().equals(name)) {
          any = true;
          fixed |= !key.deferrable();
          if (key.deferrable()) {
            found.add(key.id());
          }
        }
      }
      boolean other =
          table.checks().stream().anyMatch(check -> check.name().equals(name))
              || table.indexes().stream()
                  .anyMatch(index -> index.constraint() && index.name().equals(name));
      any |= other;
      fixed |= other;
    }
    if (fixed && deferred) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE, "constraint \"%s\" is not deferrable".formatted(name));
    }
    return any;
  }
}
