package io.halcyon.sql.catalog;

import org.jspecify.annotations.Nullable;

/// A sequence. Its position is stored apart, under its own key.
///
/// @param type OID of its values' type
/// @param cache how many values a router takes at once
/// @param ownerTable the table that it is dropped with; 0 for none
/// @param ownerColumn the column likewise
public record SequenceDescriptor(
    int id,
    int schema,
    String name,
    int type,
    long start,
    long increment,
    long min,
    long max,
    long cache,
    boolean cycle,
    int ownerTable,
    int ownerColumn,
    @Nullable String comment)
    implements Descriptor, Relation {
  public SequenceDescriptor {
    if (increment == 0 || cache < 1 || min > max || start < min || start > max) {
      throw new IllegalArgumentException("bounds of sequence " + name);
    }
  }

  /// Returns the same sequence as the property of a column.
  public SequenceDescriptor ownedBy(int table, int column) {
    return new SequenceDescriptor(
        id, schema, name, type, start, increment, min, max, cache, cycle, table, column, comment);
  }

  /// Returns it under another name.
  public SequenceDescriptor named(int newSchema, String newName) {
    return new SequenceDescriptor(
        id,
        newSchema,
        newName,
        type,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
        ownerTable,
        ownerColumn,
        comment);
  }

  /// Returns it with a comment.
  public SequenceDescriptor commented(@Nullable String text) {
    return new SequenceDescriptor(
        id,
        schema,
        name,
        type,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
        ownerTable,
        ownerColumn,
        text);
  }
}
