package io.halcyon.client;

/// A column of a result.
///
/// @param typeOid PostgreSQL's OID of its type
/// @param typeName the type as in SQL, for instance `timestamp with time zone`
/// @param modifier PostgreSQL's type modifier, -1 without one
public record SqlColumn(String name, int typeOid, String typeName, int modifier) {
  static SqlColumn of(io.halcyon.proto.v1.SqlColumn column) {
    return new SqlColumn(
        column.getName(),
        column.getType().getOid(),
        column.getType().getName(),
        column.getModifier());
  }
}
