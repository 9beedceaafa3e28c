package io.halcyon.raftstorage.engine;

import java.nio.charset.StandardCharsets;

/// The column families of a store. Names are on disk: never rename, never reorder the layouts.
enum ColumnFamily {
  /// The applied position and the free-form records; RocksDB's unavoidable default family.
  META("default", Access.SMALL),
  /// `key → ts (8) | expires at (8) | value`: the current version; a deleted key has no record.
  NEWEST("newest", Access.POINT),
  /// `bucket (4) | escaped key | terminator (2) | superseded ts (8) → ts (8) | flags (1) | expires
  /// at (8) | value`.
  HISTORY("history", Access.RANGE),
  /// `key → intent`.
  INTENTS("intents", Access.SMALL),
  /// `key → transaction record`; stays until it is removed.
  TXNS("txns", Access.SMALL),
  /// `bucket (4) | session (8) | sequence (8) → outcome`.
  OUTCOMES("outcomes", Access.POINT),
  /// `expires at millis (8) | key → ts (8)`: only for newest versions that have a time to live.
  EXPIRY("expiry", Access.RANGE),
  /// `bucket of creation (4) | key → record`: what is remembered of attempts until it is forgotten
  /// by age.
  REMEMBERED("remembered", Access.POINT);

  /// How a family is read, which decides its options.
  enum Access {
    /// By exact key, often of keys that are absent: has a bloom filter.
    POINT,
    /// By iterator, and dropped by range.
    RANGE,
    /// Little data, short-lived.
    SMALL
  }

  private final String familyName;
  private final Access access;

  ColumnFamily(String familyName, Access access) {
    this.familyName = familyName;
    this.access = access;
  }

  byte[] nameBytes() {
    return familyName.getBytes(StandardCharsets.UTF_8);
  }

  String familyName() {
    return familyName;
  }

  Access access() {
    return access;
  }
}
