package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.key.StoredKey;
import org.jspecify.annotations.Nullable;

/// What a key and a value may look like. Answers are null when all is well, else the failure that
/// names the limit.
final class KvLimits {
  private static final int STORED_KEY_BYTES_MAX = StoredKey.KEY_BYTES_MAX + 1;

  private KvLimits() {}

  /// Checks a stored key that a client sent.
  static @Nullable Failure key(byte[] buffer, int offset, int length) {
    if (length >= 1 && buffer[offset] != StoredKey.KV) {
      return notKv(buffer[offset]);
    }
    return keyLength(length);
  }

  /// Checks a stored key that a client sent.
  static @Nullable Failure key(ByteString key) {
    if (!key.isEmpty() && key.byteAt(0) != StoredKey.KV) {
      return notKv(key.byteAt(0));
    }
    return keyLength(key.size());
  }

  static @Nullable Failure value(int length) {
    if (length > StoredKey.VALUE_BYTES_MAX) {
      return new Failure.Invalid(
          "value of " + length + " bytes exceeds the limit of " + StoredKey.VALUE_BYTES_MAX);
    }
    return null;
  }

  private static @Nullable Failure keyLength(int length) {
    if (length < 2) {
      return new Failure.Invalid("a key must not be empty");
    }
    if (length > STORED_KEY_BYTES_MAX) {
      return new Failure.Invalid(
          "key of " + (length - 1) + " bytes exceeds the limit of " + StoredKey.KEY_BYTES_MAX);
    }
    return null;
  }

  private static Failure notKv(byte keyspace) {
    return new Failure.Invalid("keyspace " + keyspace + " is not open to clients");
  }
}
