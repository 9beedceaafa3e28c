package io.halcyon.sql.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.halcyon.sql.bind.RelationDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A table.
///
/// @param storage the number of the keys of its rows and entries
/// @param version grows with each change of it
/// @param columns in the order of `SELECT *`
/// @param indexes the primary one first
/// @param foreignKeys those by which it refers to others
/// @param nextColumn id of the next column
/// @param nextIndex number of the next index
public record TableDescriptor(
    int id,
    int storage,
    long version,
    int schema,
    String name,
    List<ColumnDescriptor> columns,
    List<IndexDescriptor> indexes,
    List<CheckDescriptor> checks,
    List<ForeignKeyDescriptor> foreignKeys,
    int nextColumn,
    int nextIndex,
    @Nullable String comment)
    implements Descriptor, Relation {
  public TableDescriptor {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    checks = List.copyOf(checks);
    foreignKeys = List.copyOf(foreignKeys);
  }

  @JsonIgnore
  public IndexDescriptor primary() {
    return indexes.getFirst();
  }

  /// Returns whether the primary index is a primary key that somebody has declared.
  @JsonIgnore
  public boolean hasPrimaryKey() {
    return primary().constraint();
  }

  /// Returns a column by its name; null if there is none that may be named.
  public @Nullable ColumnDescriptor column(String wanted) {
    for (ColumnDescriptor column : columns) {
      if (column.name().equals(wanted) && !column.hidden()) {
        return column;
      }
    }
    return null;
  }

  /// Returns where a column is among {@link #columns}.
  ///
  /// @throws IllegalArgumentException if there is none of that id
  public int ordinal(int columnId) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id() == columnId) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + columnId + " in table " + name);
  }

  public ColumnDescriptor columnById(int columnId) {
    return columns.get(ordinal(columnId));
  }

  /// Returns an index by its name; null if there is none.
  public @Nullable IndexDescriptor index(String wanted) {
    return indexes.stream().filter(index -> index.name().equals(wanted)).findFirst().orElse(null);
  }

  /// Returns an index by its number; null if there is none.
  public @Nullable IndexDescriptor indexNumbered(int number) {
    return indexes.stream().filter(index -> index.number() == number).findFirst().orElse(null);
  }

  /// Returns the table as the binder sees it.
  ///
  /// @param schemaName of its schema
  public RelationDescriptor relation(String schemaName) {
    List<RelationDescriptor.Column> seen = new ArrayList<>();
    for (ColumnDescriptor column : columns) {
      seen.add(
          new RelationDescriptor.Column(
              column.name(),
              column.sqlType(),
              column.modifier(),
              column.notNull(),
              column.hidden()));
    }
    return new RelationDescriptor(
        id, version, schemaName, name, seen, RelationDescriptor.Kind.TABLE, null);
  }

  public TableDescriptor withColumns(List<ColumnDescriptor> newColumns, int next) {
    return new TableDescriptor(
        id,
        storage,
        version,
        schema,
        name,
        newColumns,
        indexes,
        checks,
        foreignKeys,
        next,
        nextIndex,
        comment);
  }

  /// Returns the table with one column changed.
  public TableDescriptor changing(int columnId, UnaryOperator<ColumnDescriptor> change) {
    List<ColumnDescriptor> changed = new ArrayList<>(columns);
    int at = ordinal(columnId);
    changed.set(at, change.apply(changed.get(at)));
    return withColumns(changed, nextColumn);
  }

  public TableDescriptor withIndexes(List<IndexDescriptor> newIndexes, int next) {
    return new TableDescriptor(
        id,
        storage,
        version,
        schema,
        name,
        columns,
        newIndexes,
        checks,
        foreignKeys,
        nextColumn,
        next,
        comment);
  }

  /// Returns the table with one index changed.
  public TableDescriptor changingIndex(int number, UnaryOperator<IndexDescriptor> change) {
    List<IndexDescriptor> changed = new ArrayList<>(indexes);
    changed.replaceAll(index -> index.number() == number ? change.apply(index) : index);
    return withIndexes(changed, nextIndex);
  }

  public TableDescriptor withChecks(List<CheckDescriptor> newChecks) {
    return new TableDescriptor(
        id,
        storage,
        version,
        schema,
        name,
        columns,
        indexes,
        newChecks,
        foreignKeys,
        nextColumn,
        nextIndex,
        comment);
  }

  public TableDescriptor withForeignKeys(List<ForeignKeyDescriptor> newKeys) {
    return new TableDescriptor(
        id,
        storage,
        version,
        schema,
        name,
        columns,
        indexes,
        checks,
        newKeys,
        nextColumn,
        nextIndex,
        comment);
  }

  public TableDescriptor named(int newSchema, String newName) {
    return new TableDescriptor(
        id,
        storage,
        version,
        newSchema,
        newName,
        columns,
        indexes,
        checks,
        foreignKeys,
        nextColumn,
        nextIndex,
        comment);
  }

  public TableDescriptor commented(@Nullable String text) {
    return new TableDescriptor(
        id,
        storage,
        version,
        schema,
        name,
        columns,
        indexes,
        checks,
        foreignKeys,
        nextColumn,
        nextIndex,
        text);
  }

  /// Returns the table with no rows, which are under new keys from now on.
  public TableDescriptor stored(int newStorage) {
    return new TableDescriptor(
        id,
        newStorage,
        version,
        schema,
        name,
        columns,
        indexes,
        checks,
        foreignKeys,
        nextColumn,
        nextIndex,
        comment);
  }

  /// Returns the table as the next version of itself.
  public TableDescriptor next() {
    return new TableDescriptor(
        id,
        storage,
        version + 1,
        schema,
        name,
        columns,
        indexes,
        checks,
        foreignKeys,
        nextColumn,
        nextIndex,
        comment);
  }
}
