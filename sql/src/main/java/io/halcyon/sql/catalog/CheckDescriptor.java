package io.halcyon.sql.catalog;

/// A `CHECK` constraint.
///
/// @param id its OID
/// @param condition as SQL
/// @param validated whether the rows that were there before it are known to meet it
public record CheckDescriptor(int id, String name, String condition, boolean validated) {
  public CheckDescriptor named(String newName) {
    return new CheckDescriptor(id, newName, condition, validated);
  }

  public CheckDescriptor valid() {
    return new CheckDescriptor(id, name, condition, true);
  }
}
