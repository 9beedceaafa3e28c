package io.halcyon.core.key;

import io.halcyon.core.ring.Tokens;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys as they are stored and as they travel in frames: a keyspace byte, then the rest. Unsigned
/// lexicographic order of the bytes is the logical order.
///
/// Layout: system `00 | name`; KV `01 | user key`; SQL `02 | table (4) | index (2) | columns`.
public final class StoredKey {
  public static final byte SYSTEM = 0;
  public static final byte KV = 1;
  public static final byte SQL = 2;

  /// Longest user key, in bytes.
  public static final int KEY_BYTES_MAX = 8 * 1024;

  /// Longest value, in bytes.
  public static final int VALUE_BYTES_MAX = 1024 * 1024;

  private StoredKey() {}

  /// Returns the stored form of a user's KV key.
  public static byte[] kv(byte[] userKey) {
    return prefixed(KV, userKey);
  }

  /// Returns the stored form of a system key.
  public static byte[] system(byte[] name) {
    return prefixed(SYSTEM, name);
  }

  /// Returns whether a slice is a stored KV key whose user part has an allowed length. Keys that
  /// come from outside are checked with this before anything else here is applied to them.
  public static boolean isKv(byte[] buffer, int offset, int length) {
    return length >= 2 && length <= KEY_BYTES_MAX + 1 && buffer[offset] == KV;
  }

  /// Returns the user's part of a stored key.
  public static byte[] userKey(byte[] stored) {
    byte[] key = new byte[stored.length - 1];
    System.arraycopy(stored, 1, key, 0, key.length);
    return key;
  }

  /// Returns the token of a stored KV key.
  public static long token(byte[] buffer, int offset, int length) {
    return Tokens.ofKey(buffer, offset + 1, length - 1);
  }

  /// Returns the token of a stored KV key.
  public static long token(byte[] stored) {
    return token(stored, 0, stored.length);
  }

  /// Returns the smallest key above every key that starts with `prefix`; null when there is none
  /// (all bytes are 0xFF), which means "to the end".
  public static byte @Nullable [] prefixEnd(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xFF) {
      last--;
    }
    if (last < 0) {
      return null;
    }
    byte[] end = Arrays.copyOf(prefix, last + 1);
    end[last]++;
    return end;
  }

  private static byte[] prefixed(byte keyspace, byte[] rest) {
    byte[] stored = new byte[rest.length + 1];
    stored[0] = keyspace;
    System.arraycopy(rest, 0, stored, 1, rest.length);
    return stored;
  }
}
