package io.halcyon.sql.catalog;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/// An object of the catalog. Immutable; stored as JSON, so that fields may be added later.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SchemaDescriptor.class, name = "schema"),
  @JsonSubTypes.Type(value = TableDescriptor.class, name = "table"),
  @JsonSubTypes.Type(value = ViewDescriptor.class, name = "view"),
  @JsonSubTypes.Type(value = SequenceDescriptor.class, name = "sequence")
})
public sealed interface Descriptor
    permits SchemaDescriptor, TableDescriptor, ViewDescriptor, SequenceDescriptor {
  /// Returns its identity, which is its OID as well, and the number of its keys.
  int id();

  String name();

  /// Returns what `COMMENT` says of it; null if nothing.
  @Nullable String comment();
}
