package io.halcyon.sql.schema;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.catalog.Descriptor;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.Relation;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.catalog.ViewDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `DROP` and `TRUNCATE`.
final class Dropper {
  private final Schema schema;

  Dropper(Schema schema) {
    this.schema = schema;
  }

  String drop(ObjectStatement.Drop drop) {
    String kind = drop.kind().words().toLowerCase(Locale.ROOT);
    for (ObjectRef object : drop.objects()) {
      if (!(object instanceof ObjectRef.Named(_, _, QualifiedName name))) {
        throw SqlError.unsupported("DROP " + drop.kind().words(), drop.at());
      }
      switch (drop.kind()) {
        case SCHEMA -> schema(name, drop);
        case INDEX -> index(name, drop);
        case TABLE, VIEW, SEQUENCE -> relation(name, drop, kind);
        default -> throw SqlError.unsupported("DROP " + drop.kind().words(), drop.at());
      }
    }
    return "DROP " + drop.kind().words();
  }

  private void relation(QualifiedName name, ObjectStatement.Drop drop, String kind) {
    Relation found = schema.view().find(name.parts());
    if (found == null) {
      if (drop.ifExists()) {
        return;
      }
      throw new SqlError(
          SqlState.UNDEFINED_TABLE,
          "%s \"%s\" does not exist".formatted(kind, String.join(".", name.parts())));
    }
    boolean fits =
        switch (found) {
          case TableDescriptor _ -> kind.equals("table");
          case ViewDescriptor _ -> kind.equals("view");
          case SequenceDescriptor _ -> kind.equals("sequence");
        };
    if (!fits) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE, "\"%s\" is not a %s".formatted(name.last(), kind));
    }
    Set<Integer> together = new HashSet<>();
    for (ObjectRef object : drop.objects()) {
      if (object instanceof ObjectRef.Named(_, _, QualifiedName other)) {
        Relation also = schema.view().find(other.parts());
        if (also != null) {
          together.add(also.id());
        }
      }
    }
    remove(found, drop.cascade(), together);
  }

  /// Removes a relation with what belongs to it.
  ///
  /// @param together relations that are removed in the same statement
  private void remove(Relation relation, boolean cascade, Set<Integer> together) {
    List<String> dependents = new ArrayList<>();
    for (Descriptor other : List.copyOf(schema.snapshot().all())) {
      switch (other) {
        case ViewDescriptor view
            when view.uses().contains(relation.id()) && !together.contains(view.id()) -> {
          if (cascade) {
            remove(view, true, together);
          } else {
            dependents.add("view %s depends on %s".formatted(view.name(), described(relation)));
          }
        }
        case TableDescriptor table
            when table.id() != relation.id() && !together.contains(table.id()) ->
            referring(table, relation, cascade, dependents);
        default -> {
          // Does not depend on relations.
        }
      }
    }
    if (relation instanceof SequenceDescriptor sequence && sequence.ownerTable() != 0) {
      boolean used = schema.snapshot().find(sequence.ownerTable()) != null;
      if (used && !together.contains(sequence.ownerTable())) {
        dependents.add("default value for a column depends on sequence " + sequence.name());
      }
    }
    if (!dependents.isEmpty()) {
      throw new SqlError(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot drop %s because other objects depend on it".formatted(described(relation)))
          .withDetail(String.join("\n", dependents))
          .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    for (Descriptor other : List.copyOf(schema.snapshot().all())) {
      if (other instanceof SequenceDescriptor sequence && sequence.ownerTable() == relation.id()) {
        schema.transaction().edit().remove(sequence.id());
      }
    }
    schema.transaction().edit().remove(relation.id());
    if (relation instanceof TableDescriptor table) {
      new Purge(schema.storage()).afterCommit(schema.transaction(), table.storage());
    }
  }

  private void referring(
      TableDescriptor table, Relation relation, boolean cascade, List<String> dependents) {
    List<ForeignKeyDescriptor> kept = new ArrayList<>();
    for (ForeignKeyDescriptor key : table.foreignKeys()) {
      if (key.table() != relation.id()) {
        kept.add(key);
      } else if (!cascade) {
        dependents.add(
            "constraint %s on table %s depends on %s"
                .formatted(key.name(), table.name(), described(relation)));
      }
    }
    if (cascade && kept.size() < table.foreignKeys().size()) {
      schema.transaction().edit().put(table.withForeignKeys(kept).next());
    }
  }

  private static String described(Relation relation) {
    return switch (relation) {
      case TableDescriptor table -> "table " + table.name();
      case ViewDescriptor view -> "view " + view.name();
      case SequenceDescriptor sequence -> "sequence " + sequence.name();
    };
  }

  private void schema(QualifiedName name, ObjectStatement.Drop drop) {
    SchemaDescriptor found = schema.snapshot().schema(name.last());
    if (found == null) {
      if (drop.ifExists()) {
        return;
      }
      throw new SqlError(
          SqlState.INVALID_SCHEMA_NAME, "schema \"%s\" does not exist".formatted(name.last()));
    }
    List<Relation> inside = new ArrayList<>();
    for (Descriptor other : schema.snapshot().all()) {
      if (other instanceof Relation relation && relation.schema() == found.id()) {
        inside.add(relation);
      }
    }
    if (!inside.isEmpty() && !drop.cascade()) {
      throw new SqlError(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot drop schema %s because other objects depend on it".formatted(name.last()))
          .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    Set<Integer> together = new HashSet<>();
    inside.forEach(relation -> together.add(relation.id()));
    for (Relation relation : inside) {
      if (schema.snapshot().find(relation.id()) != null) {
        remove(relation, true, together);
      }
    }
    if (found.id() == SchemaDescriptor.PUBLIC_ID) {
      throw SqlError.unsupported("dropping schema public", drop.at());
    }
    schema.transaction().edit().remove(found.id());
  }

  private void index(QualifiedName name, ObjectStatement.Drop drop) {
    TableDescriptor table = schema.view().tableOfIndex(name.parts());
    if (table == null) {
      if (drop.ifExists()) {
        return;
      }
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT, "index \"%s\" does not exist".formatted(name.last()));
    }
    IndexDescriptor index = java.util.Objects.requireNonNull(table.index(name.last()));
    if (index.constraint() || index.primary()) {
      throw new SqlError(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot drop index %s because constraint %s on table %s requires it"
                  .formatted(index.name(), index.name(), table.name()))
          .withHint(
              "You can drop constraint %s on table %s instead."
                  .formatted(index.name(), table.name()));
    }
    remove(table, index);
  }

  /// Removes an index of a table.
  void remove(TableDescriptor table, IndexDescriptor index) {
    List<IndexDescriptor> kept = new ArrayList<>(table.indexes());
    kept.remove(index);
    schema.transaction().edit().put(table.withIndexes(kept, table.nextIndex()).next());
    new Purge(schema.storage()).afterCommit(schema.transaction(), table.storage(), index.number());
  }

  /// Empties tables: they get new keys, and the rows under the old ones are removed later.
  String truncate(DataStatement.Truncate truncate) {
    Set<Integer> chosen = new HashSet<>();
    List<TableDescriptor> tables = new ArrayList<>();
    for (TableRef.Relation relation : truncate.tables()) {
      TableDescriptor table = schema.table(relation.name());
      if (chosen.add(table.id())) {
        tables.add(table);
      }
    }
    for (int i = 0; i < tables.size(); i++) {
      for (TableDescriptor child : schema.snapshot().referring(tables.get(i).id())) {
        if (chosen.contains(child.id())) {
          continue;
        }
        if (!truncate.cascade()) {
          throw new SqlError(
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "cannot truncate a table referenced in a foreign key constraint")
              .withDetail(
                  "Table \"%s\" references \"%s\".".formatted(child.name(), tables.get(i).name()))
              .withHint(
                  "Truncate table \"%s\" at the same time, or use TRUNCATE ... CASCADE."
                      .formatted(child.name()));
        }
        chosen.add(child.id());
        tables.add(child);
      }
    }
    for (TableDescriptor table : tables) {
      if (truncate.restartIdentity()) {
        throw SqlError.unsupported("RESTART IDENTITY", truncate.at());
      }
      schema.transaction().edit().put(table.stored(schema.newId()).next());
      new Purge(schema.storage()).afterCommit(schema.transaction(), table.storage());
    }
    return "TRUNCATE TABLE";
  }
}
