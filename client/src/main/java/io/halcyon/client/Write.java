package io.halcyon.client;

import java.time.Duration;

/// One write of a batch or of a conditional operation.
public sealed interface Write extends Action {

  /// @param ttl zero: never expires
  record Put(byte[] key, byte[] value, Duration ttl) implements Write {}

  record Delete(byte[] key) implements Write {}

  /// Adds to a decimal integer value; an absent key counts as zero.
  record Increment(byte[] key, long delta) implements Write {}

  static Write put(byte[] key, byte[] value) {
    return new Put(key, value, Duration.ZERO);
  }

  static Write put(byte[] key, byte[] value, Duration ttl) {
    return new Put(key, value, ttl);
  }

  static Write put(String key, String value) {
    return put(Text.utf8(key), Text.utf8(value));
  }

  static Write delete(byte[] key) {
    return new Delete(key);
  }

  static Write delete(String key) {
    return new Delete(Text.utf8(key));
  }

  static Write increment(byte[] key, long delta) {
    return new Increment(key, delta);
  }

  static Write increment(String key, long delta) {
    return new Increment(Text.utf8(key), delta);
  }
}
