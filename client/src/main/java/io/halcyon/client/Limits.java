package io.halcyon.client;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import io.halcyon.rpc.FrameConfig;
import java.time.Duration;

/// Checks what a caller passes before it is sent; each failure is `Invalid` and names the limit.
final class Limits {
  static final long TTL_MILLIS_MAX = Duration.ofDays(36_500).toMillis();

  private Limits() {}

  static byte[] key(byte[] key) {
    if (key.length == 0) {
      throw invalid("a key must not be empty");
    }
    return keyOrEmpty(key);
  }

  /// Checks a bound or a prefix, which may be empty.
  static byte[] keyOrEmpty(byte[] key) {
    if (key.length > StoredKey.KEY_BYTES_MAX) {
      throw invalid(
          "key of " + key.length + " bytes exceeds the limit of " + StoredKey.KEY_BYTES_MAX);
    }
    return key;
  }

  /// Checks a bound of a range: empty, a key, or the next key after one.
  static byte[] bound(byte[] bound) {
    if (bound.length > StoredKey.KEY_BYTES_MAX + 1) {
      throw invalid(
          "bound of " + bound.length + " bytes exceeds the limit of " + StoredKey.KEY_BYTES_MAX);
    }
    return bound;
  }

  static byte[] value(byte[] value) {
    if (value.length > StoredKey.VALUE_BYTES_MAX) {
      throw invalid(
          "value of " + value.length + " bytes exceeds the limit of " + StoredKey.VALUE_BYTES_MAX);
    }
    return value;
  }

  /// Returns the milliseconds of a time to live; zero stays zero: for ever.
  static long ttlMillis(Duration ttl) {
    if (ttl.isZero()) {
      return 0;
    }
    if (ttl.compareTo(Duration.ofMillis(1)) < 0
        || ttl.compareTo(Duration.ofMillis(TTL_MILLIS_MAX)) > 0) {
      throw invalid("a time to live must be 1 ms to 100 years: " + ttl);
    }
    return ttl.toMillis();
  }

  static byte[] body(byte[] body) {
    if (body.length > FrameConfig.OP_BYTES_MAX) {
      throw invalid(
          "request of "
              + body.length
              + " bytes exceeds the limit of "
              + FrameConfig.OP_BYTES_MAX
              + "; split it");
    }
    return body;
  }

  static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
