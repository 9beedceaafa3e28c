package io.halcyon.core.key;

import io.halcyon.core.ring.Tokens;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys as they are stored and as they travel in frames: a keyspace byte, then the rest. Unsigned
/// lexicographic order of the bytes is the logical order.
///
/// Layout: system `00 | name`; KV `01 | user key`; SQL `02 | table (4) | index (2) | columns |
/// part's offset (2) | part's length (2)`. The *part* is what decides the shard: a slice of the
/// columns, whose offset is counted from their first byte. That the key says where it is lets
/// everybody find a key's shard who knows nothing of tables; it stands last, where it cannot
/// disturb the order.
public final class StoredKey {
  public static final byte SYSTEM = 0;
  public static final byte KV = 1;
  public static final byte SQL = 2;

  /// Longest user key, in bytes.
  public static final int KEY_BYTES_MAX = 8 * 1024;

  /// Longest value, in bytes.
  public static final int VALUE_BYTES_MAX = 1024 * 1024;

  /// Bytes before the columns of a SQL key.
  public static final int SQL_PREFIX_BYTES = 7;

  /// Bytes after the columns of a SQL key.
  public static final int SQL_TRAILER_BYTES = 4;

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

  /// Returns whether a slice is the key of something that users store, key-value pair or row.
  public static boolean isUser(byte[] buffer, int offset, int length) {
    return isKv(buffer, offset, length)
        || (length >= SQL_PREFIX_BYTES && length <= KEY_BYTES_MAX + 1 && buffer[offset] == SQL);
  }

  /// Returns the user's part of a stored key.
  public static byte[] userKey(byte[] stored) {
    byte[] key = new byte[stored.length - 1];
    System.arraycopy(stored, 1, key, 0, key.length);
    return key;
  }

  /// Returns the token of a stored key. A SQL key whose trailer points outside of its columns is no
  /// key of ours; all of it counts then.
  public static long token(byte[] buffer, int offset, int length) {
    if (length == 0 || buffer[offset] != SQL) {
      return Tokens.ofKey(buffer, offset + 1, length - 1);
    }
    int columns = length - SQL_PREFIX_BYTES - SQL_TRAILER_BYTES;
    if (columns >= 0) {
      int trailer = offset + length - SQL_TRAILER_BYTES;
      int partOffset = (short) KeyEncoder.SHORT.get(buffer, trailer) & 0xFFFF;
      int partLength = (short) KeyEncoder.SHORT.get(buffer, trailer + 2) & 0xFFFF;
      if (partOffset + partLength <= columns) {
        return Tokens.of(buffer, offset + SQL_PREFIX_BYTES + partOffset, partLength);
      }
    }
    return Tokens.of(buffer, offset, length);
  }

  /// Returns the token of a stored key.
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
