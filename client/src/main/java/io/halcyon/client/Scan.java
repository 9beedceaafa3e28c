package io.halcyon.client;

import io.halcyon.core.key.StoredKey;
import org.jspecify.annotations.Nullable;

/// Which pairs to read, in key order (unsigned bytes), all in one snapshot. Immutable; the `with`
/// style methods return changed copies.
///
/// @param start inclusive; empty: from the first key
/// @param end exclusive; null: to the last key
/// @param limit most pairs in all
/// @param pageSize most pairs fetched at a time
public record Scan(
    byte[] start,
    byte @Nullable [] end,
    boolean isReverse,
    long limit,
    int pageSize,
    boolean isKeysOnly,
    ReadOptions options) {
  /// Most pairs of a page that a router gives.
  public static final int PAGE_SIZE_MAX = 10_000;

  private static final int PAGE_SIZE_DEFAULT = 1_000;

  public Scan {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    if (pageSize < 1 || pageSize > PAGE_SIZE_MAX) {
      throw new IllegalArgumentException(
          "pageSize must be 1 to " + PAGE_SIZE_MAX + ": " + pageSize);
    }
  }

  /// Every pair.
  public static Scan all() {
    return range(new byte[0], null);
  }

  public static Scan range(byte[] start, byte @Nullable [] end) {
    return new Scan(
        start, end, false, Long.MAX_VALUE, PAGE_SIZE_DEFAULT, false, ReadOptions.LINEARIZABLE);
  }

  public static Scan range(String start, String end) {
    return range(Text.utf8(start), Text.utf8(end));
  }

  /// Every pair whose key starts with `prefix`.
  public static Scan prefix(byte[] prefix) {
    return range(prefix, StoredKey.prefixEnd(prefix));
  }

  public static Scan prefix(String prefix) {
    return prefix(Text.utf8(prefix));
  }

  /// From the last key to the first.
  public Scan reverse() {
    return new Scan(start, end, true, limit, pageSize, isKeysOnly, options);
  }

  public Scan limit(long pairs) {
    return new Scan(start, end, isReverse, pairs, pageSize, isKeysOnly, options);
  }

  public Scan pageSize(int pairs) {
    return new Scan(start, end, isReverse, limit, pairs, isKeysOnly, options);
  }

  /// Leaves the values out.
  public Scan keysOnly() {
    return new Scan(start, end, isReverse, limit, pageSize, true, options);
  }

  public Scan options(ReadOptions options) {
    return new Scan(start, end, isReverse, limit, pageSize, isKeysOnly, options);
  }
}
