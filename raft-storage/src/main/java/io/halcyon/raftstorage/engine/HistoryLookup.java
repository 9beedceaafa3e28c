package io.halcyon.raftstorage.engine;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds what superseded versions a key has.
///
/// Costs one native iterator, and a seek for each bucket from that of the timestamp up to the one
/// that has the key; buckets that do not exist are jumped over.
final class HistoryLookup {
  private final Database database;

  HistoryLookup(Database database) {
    this.database = database;
  }

  /// Returns the version of `key` with the least superseded timestamp above `ts`, or null: of the
  /// superseded ones it alone can be the version that was current at `ts`.
  ///
  /// @param maxTimestamp greatest timestamp in the store; no bucket lies above it
  @Nullable HistoryEntry firstSupersededAfter(byte[] key, long ts, long maxTimestamp) {
    if (ts >= maxTimestamp || ts == HlcTimestamp.MAX_PACKED) {
      return null;
    }
    long from = ts + 1;
    int bucket = Layout.bucket(from);
    int lastBucket = Layout.bucket(maxTimestamp);
    try (BoundedIterator iterator =
        new BoundedIterator(database, ColumnFamily.HISTORY, null, Layout.bucketKey(bucket), null)) {
      byte[] target = Layout.historyKey(key, 0, key.length, bucket, from);
      while (iterator.seek(target)) {
        int found = Layout.historyBucket(iterator.keyBuffer());
        if (found == bucket && sameKey(iterator, target)) {
          return new HistoryEntry(
              Layout.historySuperseded(iterator.keyBuffer(), iterator.keyLength()),
              iterator.value());
        }
        bucket = found == bucket ? bucket + 1 : found;
        if (bucket > lastBucket) {
          return null;
        }
        Layout.INT.set(target, 0, bucket);
        Layout.LONG.set(target, target.length - Layout.TIMESTAMP_BYTES, 0L);
      }
      return null;
    }
  }

  /// Returns the greatest superseded timestamp of `key` at or below `ts`, 0 if there is none in the
  /// buckets from `firstBucket` on: where the key is absent at `ts`, that is when it was deleted.
  long lastSupersededUpTo(byte[] key, long ts, int firstBucket) {
    int bucket = Layout.bucket(ts);
    try (BoundedIterator iterator =
        new BoundedIterator(
            database, ColumnFamily.HISTORY, null, Layout.bucketKey(firstBucket), null)) {
      byte[] target = Layout.historyKey(key, 0, key.length, bucket, ts);
      while (bucket >= firstBucket && iterator.seekBack(target)) {
        int found = Layout.historyBucket(iterator.keyBuffer());
        if (found == bucket && sameKey(iterator, target)) {
          return Layout.historySuperseded(iterator.keyBuffer(), iterator.keyLength());
        }
        bucket = found == bucket ? bucket - 1 : found;
        if (bucket >= 0) {
          Layout.INT.set(target, 0, bucket);
          Layout.LONG.set(target, target.length - Layout.TIMESTAMP_BYTES, Long.MAX_VALUE);
        }
      }
      return 0;
    }
  }

  /// Returns the version of `key` that was superseded at exactly `ts`, or null.
  @Nullable HistoryEntry supersededAt(byte[] key, long ts) {
    byte[] historyKey = Layout.historyKey(key, 0, key.length, Layout.bucket(ts), ts);
    byte[] record = database.get(ColumnFamily.HISTORY, historyKey);
    return record == null ? null : new HistoryEntry(ts, record);
  }

  private static boolean sameKey(BoundedIterator iterator, byte[] target) {
    int keyEnd = target.length - Layout.TIMESTAMP_BYTES;
    return iterator.keyLength() == target.length
        && Arrays.equals(
            iterator.keyBuffer(), Layout.BUCKET_BYTES, keyEnd, target, Layout.BUCKET_BYTES, keyEnd);
  }
}
