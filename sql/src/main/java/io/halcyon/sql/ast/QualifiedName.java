package io.halcyon.sql.ast;

import java.util.List;

/// A name with what qualifies it: `schema.table`, at most `catalog.schema.table`, or a path to a
/// column.
public record QualifiedName(Position at, List<String> parts) {
  /// Returns the last part, which is the object's own name.
  public String last() {
    return parts.getLast();
  }
}
