package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;

/// What must hold of a key for a conditional operation's `then` branch to run.
public sealed interface Condition extends ProgramCondition {
  @Override
  byte[] key();

  /// How the key's property relates to the operand; an absent key has no value, and timestamp 0.
  enum Relation {
    EQUAL,
    NOT_EQUAL,
    LESS,
    GREATER
  }

  record Existence(byte[] key, boolean exists) implements Condition {}

  /// Compares values as unsigned bytes.
  record Value(byte[] key, Relation relation, byte[] value) implements Condition {}

  /// Compares the timestamp of the newest version.
  record Timestamp(byte[] key, Relation relation, HlcTimestamp timestamp) implements Condition {}

  static Condition exists(byte[] key) {
    return new Existence(key, true);
  }

  static Condition exists(String key) {
    return exists(Text.utf8(key));
  }

  static Condition absent(byte[] key) {
    return new Existence(key, false);
  }

  static Condition absent(String key) {
    return absent(Text.utf8(key));
  }

  static Condition value(byte[] key, Relation relation, byte[] value) {
    return new Value(key, relation, value);
  }

  static Condition valueEquals(byte[] key, byte[] value) {
    return value(key, Relation.EQUAL, value);
  }

  static Condition valueEquals(String key, String value) {
    return valueEquals(Text.utf8(key), Text.utf8(value));
  }

  static Condition timestamp(byte[] key, Relation relation, HlcTimestamp timestamp) {
    return new Timestamp(key, relation, timestamp);
  }

  /// Holds while nobody has written the key since the version with this timestamp was read.
  static Condition unchangedSince(byte[] key, HlcTimestamp timestamp) {
    return timestamp(key, Relation.EQUAL, timestamp);
  }
}
