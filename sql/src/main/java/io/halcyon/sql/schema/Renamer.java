package io.halcyon.sql.schema;

import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.catalog.CheckDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `ALTER … RENAME`, `SET SCHEMA` and `COMMENT`.
final class Renamer {
  private final Schema schema;

  Renamer(Schema schema) {
    this.schema = schema;
  }

  String rename(ObjectStatement.Rename rename) {
    if (!(rename.object() instanceof ObjectRef.Named(_, ObjectKind kind, QualifiedName name))) {
      throw SqlError.unsupported("RENAME of this kind of object", rename.at());
    }
    String tag = "ALTER " + kind.words();
    if (kind == ObjectKind.SCHEMA) {
      renameSchema(name, rename);
      return tag;
    }
    if (kind == ObjectKind.INDEX) {
      renameIndex(name, rename);
      return tag;
    }
    Relation found = schema.view().find(name.parts());
    if (found == null) {
      if (rename.ifExists()) {
        return tag;
      }
      throw Schema.missing(name);
    }
    if (rename.part() != null) {
      renamePart(found, rename.part(), rename);
      return tag;
    }
    requireFree(found.schema(), rename.newName());
    put(renamed(found, found.schema(), rename.newName()));
    return tag;
  }

  private static Descriptor renamed(Relation relation, int place, String name) {
    return switch (relation) {
      case TableDescriptor table -> table.named(place, name).next();
      case SequenceDescriptor sequence -> sequence.named(place, name);
      case ViewDescriptor view ->
          new ViewDescriptor(
              view.id(),
              place,
              name,
              view.columns(),
              view.types(),
              view.modifiers(),
              view.query(),
              view.uses(),
              view.comment());
    };
  }

  private void put(Descriptor descriptor) {
    schema.transaction().edit().put(descriptor);
  }

  private void requireFree(int place, String name) {
    if (schema.snapshot().taken(place, name)) {
      throw new SqlError(
          SqlState.DUPLICATE_TABLE, "relation \"%s\" already exists".formatted(name));
    }
  }

  private void renameSchema(QualifiedName name, ObjectStatement.Rename rename) {
    SchemaDescriptor found = schema.snapshot().schema(name.last());
    if (found == null) {
      throw new SqlError(
          SqlState.INVALID_SCHEMA_NAME, "schema \"%s\" does not exist".formatted(name.last()));
    }
    if (schema.snapshot().schema(rename.newName()) != null) {
      throw new SqlError(
          SqlState.DUPLICATE_SCHEMA, "schema \"%s\" already exists".formatted(rename.newName()));
    }
    put(new SchemaDescriptor(found.id(), rename.newName(), found.comment()));
  }

  private void renameIndex(QualifiedName name, ObjectStatement.Rename rename) {
    TableDescriptor table = schema.view().tableOfIndex(name.parts());
    if (table == null) {
      if (rename.ifExists()) {
        return;
      }
      throw Schema.missing(name);
    }
    requireFree(table.schema(), rename.newName());
    IndexDescriptor index = Objects.requireNonNull(table.index(name.last()));
    put(table.changingIndex(index.number(), known -> known.named(rename.newName())).next());
  }

  private void renamePart(
      Relation relation, ObjectStatement.Part part, ObjectStatement.Rename rename) {
    if (!(relation instanceof TableDescriptor table)) {
      throw SqlError.unsupported("renaming a part of a view", rename.at());
    }
    switch (part.kind()) {
      case COLUMN -> {
        ColumnDescriptor column = table.column(part.name());
        if (column == null) {
          throw TableAlterer.noColumn(table, part.name());
        }
        if (table.column(rename.newName()) != null) {
          throw new SqlError(
              SqlState.DUPLICATE_COLUMN,
              "column \"%s\" of relation \"%s\" already exists"
                  .formatted(rename.newName(), table.name()));
        }
        new TableAlterer(schema).requireUnused(table, column, "rename");
        put(table.changing(column.id(), known -> known.named(rename.newName())).next());
      }
      case CONSTRAINT -> put(renamedConstraint(table, part.name(), rename.newName()));
      default -> throw SqlError.unsupported("RENAME of a " + part.kind().words(), rename.at());
    }
  }

  private static TableDescriptor renamedConstraint(
      TableDescriptor table, String name, String newName) {
    List<CheckDescriptor> checks =
        table.checks().stream()
            .map(check -> check.name().equals(name) ? check.named(newName) : check)
            .toList();
    List<ForeignKeyDescriptor> keys =
        table.foreignKeys().stream()
            .map(key -> key.name().equals(name) ? key.named(newName) : key)
            .toList();
    List<IndexDescriptor> indexes =
        table.indexes().stream()
            .map(index ->
                index.constraint() && index.name().equals(name) ? index.named(newName) : index)
            .toList();
    if (checks.equals(table.checks())
        && keys.equals(table.foreignKeys())
        && indexes.equals(table.indexes())) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT,
          "constraint \"%s\" for table \"%s\" does not exist".formatted(name, table.name()));
    }
    return table
        .withChecks(checks)
        .withForeignKeys(keys)
        .withIndexes(indexes, table.nextIndex())
        .next();
  }

  String move(ObjectStatement.SetSchema move) {
    if (!(move.object() instanceof ObjectRef.Named(_, ObjectKind kind, QualifiedName name))) {
      throw SqlError.unsupported("SET SCHEMA of this kind of object", move.at());
    }
    SchemaDescriptor place = schema.snapshot().schema(move.schema());
    if (place == null) {
      throw new SqlError(
          SqlState.INVALID_SCHEMA_NAME, "schema \"%s\" does not exist".formatted(move.schema()));
    }
    Relation found = schema.view().find(name.parts());
    if (found == null) {
      throw Schema.missing(name);
    }
    requireFree(place.id(), found.name());
    put(renamed(found, place.id(), found.name()));
    return "ALTER " + kind.words();
  }

  String comment(ObjectStatement.Comment comment) {
    String text = comment.text();
    if (!(comment.target() instanceof ObjectRef.Named(_, ObjectKind kind, QualifiedName name))) {
      throw SqlError.unsupported("COMMENT ON this kind of object", comment.at());
    }
    switch (kind) {
      case TABLE -> put(schema.table(name).commented(text).next());
      case COLUMN -> commentColumn(name, text);
      case INDEX -> {
        TableDescriptor table = schema.view().tableOfIndex(name.parts());
        if (table == null) {
          throw Schema.missing(name);
        }
        IndexDescriptor index = Objects.requireNonNull(table.index(name.last()));
        put(table.changingIndex(index.number(), known -> known.commented(text)).next());
      }
      case SCHEMA -> {
        SchemaDescriptor found = schema.snapshot().schema(name.last());
        if (found == null) {
          throw new SqlError(
              SqlState.INVALID_SCHEMA_NAME, "schema \"%s\" does not exist".formatted(name.last()));
        }
        put(new SchemaDescriptor(found.id(), found.name(), text));
      }
      default ->
          throw SqlError.unsupported(
              "COMMENT ON " + comment.target().kind().words().toUpperCase(Locale.ROOT),
              comment.at());
    }
    return "COMMENT";
  }

  private void commentColumn(QualifiedName name, @Nullable String text) {
    List<String> parts = name.parts();
    QualifiedName of = new QualifiedName(name.at(), parts.subList(0, parts.size() - 1));
    TableDescriptor table = schema.table(of);
    ColumnDescriptor column = table.column(name.last());
    if (column == null) {
      throw TableAlterer.noColumn(table, name.last());
    }
    put(table.changing(column.id(), known -> known.commented(text)).next());
  }
}
