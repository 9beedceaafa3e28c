package io.halcyon.sql.catalog;

import org.jspecify.annotations.Nullable;

/// A schema.
public record SchemaDescriptor(int id, String name, @Nullable String comment)
    implements Descriptor {
  /// PostgreSQL's OID of `public`, which is always there.
  public static final int PUBLIC_ID = 2200;
}
