package io.halcyon.raftstorage.engine;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What to scan.
///
/// @param start first key, inclusive
/// @param end key after the last one; null for no end
/// @param reverse whether to go from the end to the start
/// @param readAt HLC timestamp, packed, at which to read
/// @param limit most items in the page, at least 1
/// @param limitBytes the page ends once its keys and values reach this many bytes; at least one
///   item is returned whatever its size
/// @param keysOnly whether to leave out the values
/// @param owns whether the shard serves the key; others are passed over. Called on the scanning
///   thread for each candidate, so it must be cheap
public record ScanRange(
    byte[] start,
    byte @Nullable [] end,
    boolean reverse,
    long readAt,
    int limit,
    long limitBytes,
    boolean keysOnly,
    Predicate<byte[]> owns) {
  // Not compact: javac drops the annotation of an array parameter of a compact constructor.
  public ScanRange(
      byte[] start,
      byte @Nullable [] end,
      boolean reverse,
      long readAt,
      int limit,
      long limitBytes,
      boolean keysOnly,
      Predicate<byte[]> owns) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
    if (limitBytes < 1) {
      throw new IllegalArgumentException("limitBytes must be at least 1, not " + limitBytes);
    }
    if (readAt < 0) {
      throw new IllegalArgumentException("readAt must not be negative: " + readAt);
    }
    this.start = start;
    this.end = end;
    this.reverse = reverse;
    this.readAt = readAt;
    this.limit = limit;
    this.limitBytes = limitBytes;
    this.keysOnly = keysOnly;
    this.owns = owns;
  }
}
