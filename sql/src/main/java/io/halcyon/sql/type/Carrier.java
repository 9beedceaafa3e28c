package io.halcyon.sql.type;

/// How values of a type are held: what a vector's array is made of.
public enum Carrier {
  /// `boolean`.
  BOOLEAN,
  /// `smallint`, `integer`, and `date` as days since 2000-01-01.
  INT,
  /// `bigint`, `oid` and its aliases, and times as microseconds (timestamps since 2000-01-01).
  LONG,
  /// `double precision`, and `real` as the `double` of the same value.
  DOUBLE,
  /// Anything else: one immutable object for each value.
  OBJECT
}
