package io.halcyon.sql.catalog;

/// What shares one space of names in a schema: tables, views, sequences.
public sealed interface Relation permits TableDescriptor, ViewDescriptor, SequenceDescriptor {
  int id();

  /// Returns the id of its schema.
  int schema();

  String name();
}
