package io.halcyon.sql.type;

import org.jspecify.annotations.Nullable;

/// A data type. Two are the same if they have the same OID.
///
/// @param oid PostgreSQL's OID for what is built in
/// @param name as in `pg_type`: `int4`
/// @param displayName as in messages and in SQL, without a modifier: `integer`
/// @param length bytes in PostgreSQL's storage; -1 if it varies
/// @param category PostgreSQL's `typcategory`: `N` numbers, `S` strings, `A` arrays, ...
/// @param preferred whether it is preferred among its category where a call is ambiguous
/// @param elementOid of an array the type of its elements, else 0
/// @param arrayOid the type of arrays of it; 0 if there is none
/// @param delimiter between the elements of an array's text
public record SqlType(
    int oid,
    String name,
    String displayName,
    int length,
    Kind kind,
    char category,
    boolean preferred,
    int elementOid,
    int arrayOid,
    boolean collatable,
    char delimiter) {
  /// PostgreSQL's `typtype`.
  public enum Kind {
    BASE,
    COMPOSITE,
    DOMAIN,
    ENUM,
    PSEUDO,
    RANGE,
    MULTIRANGE
  }

  /// Returns whether this is an array, and not one of the fixed vectors of the catalogs.
  public boolean isArray() {
    return elementOid != 0 && length == -1 && category == 'A';
  }

  /// Returns how values are held.
  public Carrier carrier() {
    return switch (oid) {
      case Types.BOOL_OID -> Carrier.BOOLEAN;
      case Types.INT2_OID, Types.INT4_OID, Types.DATE_OID -> Carrier.INT;
      case Types.INT8_OID, Types.TIME_OID, Types.TIMESTAMP_OID, Types.TIMESTAMPTZ_OID ->
          Carrier.LONG;
      case Types.FLOAT4_OID, Types.FLOAT8_OID -> Carrier.DOUBLE;
      default -> Types.isOidLike(oid) ? Carrier.LONG : Carrier.OBJECT;
    };
  }

  /// Returns whether this is one of the integers, whose values compare as such whatever their size.
  public boolean isInteger() {
    return oid == Types.INT2_OID || oid == Types.INT4_OID || oid == Types.INT8_OID;
  }

  public boolean is(SqlType other) {
    return oid == other.oid;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlType type && type.oid == oid;
  }

  @Override
  public int hashCode() {
    return oid;
  }

  @Override
  public String toString() {
    return displayName;
  }
}
