package io.halcyon.sql.catalog;

import io.halcyon.sql.ast.Constraint.ActionKind;
import java.util.List;

/// A foreign key, held by the table that refers.
///
/// @param id its OID
/// @param columns ids of the columns that refer
/// @param table the table that is referred to
/// @param referenced ids of its columns, in the order of `columns`
/// @param index number of its unique index on them
/// @param matchFull whether `MATCH FULL`
/// @param setColumns ids of the columns of `ON DELETE SET NULL (…)`; empty for all
public record ForeignKeyDescriptor(
    int id,
    String name,
    List<Integer> columns,
    int table,
    List<Integer> referenced,
    int index,
    boolean matchFull,
    ActionKind onUpdate,
    ActionKind onDelete,
    List<Integer> setColumns,
    boolean deferrable,
    boolean initiallyDeferred,
    boolean validated) {
  public ForeignKeyDescriptor {
    columns = List.copyOf(columns);
    referenced = List.copyOf(referenced);
    setColumns = List.copyOf(setColumns);
  }

  public ForeignKeyDescriptor named(String newName) {
    return new ForeignKeyDescriptor(
        id,
        newName,
        columns,
        table,
        referenced,
        index,
        matchFull,
        onUpdate,
        onDelete,
        setColumns,
        deferrable,
        initiallyDeferred,
        validated);
  }

  public ForeignKeyDescriptor valid() {
    return new ForeignKeyDescriptor(
        id,
        name,
        columns,
        table,
        referenced,
        index,
        matchFull,
        onUpdate,
        onDelete,
        setColumns,
        deferrable,
        initiallyDeferred,
        true);
  }
}
