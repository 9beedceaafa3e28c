package io.halcyon.core.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/// Computes tokens: 64-bit hashes (XXH3, seed 0) of a key's distribution part, compared as unsigned
/// numbers.
///
/// The distribution part of a KV key is the whole key, or what stands between the first `{` and the
/// next `}` if that is not empty (a hash tag, as in Redis Cluster's specification).
public final class Tokens {
  private static final Hasher64 XXH3 = Hashing.xxh3_64();

  private Tokens() {}

  /// Returns the token of a distribution part.
  public static long of(byte[] part, int offset, int length) {
    return XXH3.hashBytesToLong(part, offset, length);
  }

  /// Returns the token of a user's KV key (without keyspace byte).
  public static long ofKey(byte[] key, int offset, int length) {
    int end = offset + length;
    int open = indexOf(key, (byte) '{', offset, end);
    if (open >= 0) {
      int close = indexOf(key, (byte) '}', open + 1, end);
      if (close > open + 1) {
        return of(key, open + 1, close - open - 1);
      }
    }
    return of(key, offset, length);
  }

  private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
