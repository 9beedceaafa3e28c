package io.halcyon.sql.catalog;

import io.halcyon.sql.bind.Catalog;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Operator;
import io.halcyon.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One version of the catalog along a search path: what names mean in a session.
public final class CatalogView implements Catalog {
  private static final String SYSTEM = "pg_catalog";

  private final CatalogSnapshot snapshot;
  private final List<String> searchPath;
  private final Map<String, Map<String, RelationDescriptor>> virtual;

  /// @param searchPath names of schemas; those that there are not are passed over
  /// @param virtual relations that are computed, by schema and name
  public CatalogView(
      CatalogSnapshot snapshot,
      List<String> searchPath,
      Map<String, Map<String, RelationDescriptor>> virtual) {
    this.snapshot = snapshot;
    this.searchPath = withSystem(searchPath);
    this.virtual = virtual;
  }

  /// The system's own names come first, unless the path says otherwise.
  private static List<String> withSystem(List<String> path) {
    if (path.contains(SYSTEM)) {
      return List.copyOf(path);
    }
    List<String> whole = new ArrayList<>();
    whole.add(SYSTEM);
    whole.addAll(path);
    return List.copyOf(whole);
  }

  /// Returns the names of the schemas that are searched, in their order.
  public List<String> searchPath() {
    return searchPath;
  }

  public CatalogSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public @Nullable RelationDescriptor relation(List<String> name) {
    String last = name.getLast();
    for (String schema : schemas(name)) {
      RelationDescriptor computed = virtual.getOrDefault(schema, Map.of()).get(last);
      if (computed != null) {
        return computed;
      }
      Relation found = stored(schema, last);
      if (found != null) {
        RelationDescriptor described = snapshot.described(found);
        if (described == null) {
          throw SqlError.unsupported("reading sequence \"" + last + "\" as a table");
        }
        return described;
      }
    }
    return null;
  }

  private @Nullable Relation stored(String schemaName, String name) {
    SchemaDescriptor schema = snapshot.schema(schemaName);
    return schema == null ? null : snapshot.relation(schema.id(), name);
  }

  private List<String> schemas(List<String> name) {
    return switch (name.size()) {
      case 1 -> searchPath;
      case 2 -> List.of(name.getFirst());
      default -> List.of(name.get(1));
    };
  }

  /// Returns what is stored under a name: a table, view or sequence; null if nothing is.
  public @Nullable Relation find(List<String> name) {
    for (String schema : schemas(name)) {
      Relation found = stored(schema, name.getLast());
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Returns the table that has an index of a name; null if there is none.
  public @Nullable TableDescriptor tableOfIndex(List<String> name) {
    for (String schemaName : schemas(name)) {
      SchemaDescriptor schema = snapshot.schema(schemaName);
      TableDescriptor table =
          schema == null ? null : snapshot.tableOfIndex(schema.id(), name.getLast());
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  /// Returns the schema in which a new object of a name is made.
  ///
  /// @throws SqlError if there is no such schema
  public SchemaDescriptor schemaForNew(List<String> name) {
    if (name.size() > 1) {
      String wanted = name.get(name.size() - 2);
      SchemaDescriptor schema = snapshot.schema(wanted);
      if (virtual.containsKey(wanted)) {
        throw new SqlError(
            SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for schema " + wanted);
      }
      if (schema == null) {
        throw new SqlError(
            SqlState.INVALID_SCHEMA_NAME, "schema \"%s\" does not exist".formatted(wanted));
      }
      return schema;
    }
    for (String candidate : searchPath) {
      SchemaDescriptor schema = snapshot.schema(candidate);
      if (schema != null) {
        return schema;
      }
    }
    throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in");
  }

  @Override
  public @Nullable SqlType type(List<String> name) {
    return Catalog.BUILT_IN.type(name);
  }

  @Override
  public List<Function> functions(List<String> name) {
    return Catalog.BUILT_IN.functions(name);
  }

  @Override
  public List<Operator> operators(List<String> schema, String symbol, boolean prefix) {
    return Catalog.BUILT_IN.operators(schema, symbol, prefix);
  }

  @Override
  public boolean hasSchema(String name) {
    return snapshot.schema(name) != null || virtual.containsKey(name);
  }
}
