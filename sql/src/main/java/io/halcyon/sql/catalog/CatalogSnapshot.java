package io.halcyon.sql.catalog;

import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All objects of one version of the catalog. Immutable, but for what it works out when it is
/// asked.
public final class CatalogSnapshot {
  /// First id of what users make, as in PostgreSQL.
  public static final int FIRST_USER_ID = 16_384;

  private record Name(int schema, String name) {}

  private final long version;
  private final SortedMap<Integer, Descriptor> byId;
  private final Map<String, SchemaDescriptor> schemas = new HashMap<>();
  private final Map<Name, Relation> relations = new HashMap<>();
  private final Map<Name, TableDescriptor> indexes = new HashMap<>();
  // tables by the table that their foreign keys refer to
  private final Map<Integer, List<TableDescriptor>> referring = new HashMap<>();
  private final Map<Integer, RelationDescriptor> bound = new HashMap<>();

  /// @param version counts the committed changes
  public CatalogSnapshot(long version, Collection<Descriptor> descriptors) {
    this.version = version;
    this.byId = new TreeMap<>();
    descriptors.forEach(descriptor -> byId.put(descriptor.id(), descriptor));
    byId.putIfAbsent(
        SchemaDescriptor.PUBLIC_ID,
        new SchemaDescriptor(SchemaDescriptor.PUBLIC_ID, "public", "standard public schema"));
    byId.values().forEach(this::file);
  }

  private void file(Descriptor descriptor) {
    if (descriptor instanceof SchemaDescriptor schema) {
      schemas.put(schema.name(), schema);
    }
    if (descriptor instanceof Relation relation) {
      relations.put(new Name(relation.schema(), relation.name()), relation);
    }
    if (descriptor instanceof TableDescriptor table) {
      for (IndexDescriptor index : table.indexes()) {
        indexes.put(new Name(table.schema(), index.name()), table);
      }
      table.foreignKeys().stream()
          .map(ForeignKeyDescriptor::table)
          .distinct()
          .forEach(id -> referring.computeIfAbsent(id, _ -> new ArrayList<>()).add(table));
    }
  }

  public long version() {
    return version;
  }

  /// Returns all objects, by id.
  public Collection<Descriptor> all() {
    return byId.values();
  }

  public @Nullable Descriptor find(int id) {
    return byId.get(id);
  }

  public @Nullable SchemaDescriptor schema(String name) {
    return schemas.get(name);
  }

  /// Returns the name of a schema that is there.
  public String schemaName(int id) {
    return byId.get(id) instanceof SchemaDescriptor schema ? schema.name() : "?";
  }

  public @Nullable Relation relation(int schema, String name) {
    return relations.get(new Name(schema, name));
  }

  /// Returns the table that has an index of a name.
  public @Nullable TableDescriptor tableOfIndex(int schema, String name) {
    return indexes.get(new Name(schema, name));
  }

  /// Returns a table that is there.
  public TableDescriptor table(int id) {
    if (byId.get(id) instanceof TableDescriptor table) {
      return table;
    }
    throw new IllegalArgumentException("no table " + id);
  }

  /// Returns the tables with foreign keys that refer to a table.
  public List<TableDescriptor> referring(int table) {
    return List.copyOf(referring.getOrDefault(table, List.of()));
  }

  /// Returns whether a name is taken in a schema, by a relation or an index.
  public boolean taken(int schema, String name) {
    Name wanted = new Name(schema, name);
    return relations.containsKey(wanted) || indexes.containsKey(wanted);
  }

  /// Returns a table or view as the binder sees it; null for a sequence.
  public synchronized @Nullable RelationDescriptor described(Relation relation) {
    return switch (relation) {
      case TableDescriptor table ->
          bound.computeIfAbsent(table.id(), _ -> table.relation(schemaName(table.schema())));
      case ViewDescriptor view -> bound.computeIfAbsent(view.id(), _ -> view(view));
      case SequenceDescriptor _ -> null;
    };
  }

  private RelationDescriptor view(ViewDescriptor view) {
    Statement parsed = Parser.parse(view.query()).getFirst();
    List<RelationDescriptor.Column> columns = new ArrayList<>();
    for (int i = 0; i < view.columns().size(); i++) {
      columns.add(
          new RelationDescriptor.Column(
              view.columns().get(i),
              Types.byOid(view.types().get(i)),
              view.modifiers().get(i),
              false,
              false));
    }
    return new RelationDescriptor(
        view.id(),
        version,
        schemaName(view.schema()),
        view.name(),
        columns,
        RelationDescriptor.Kind.VIEW,
        (Query) parsed);
  }
}
