package io.halcyon.raftstorage.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/// Which buckets of history exist, and what they hold of a range.
final class HistoryBuckets {
  private HistoryBuckets() {}

  /// Returns the buckets at or above `first` that have entries, ascending; a seek for each.
  static List<Integer> from(Database database, @Nullable Snapshot snapshot, int first) {
    List<Integer> buckets = new ArrayList<>();
    try (BoundedIterator iterator =
        new BoundedIterator(
            database, ColumnFamily.HISTORY, snapshot, Layout.bucketKey(first), null)) {
      boolean found = iterator.seekToFirst();
      while (found) {
        int bucket = Layout.historyBucket(iterator.keyBuffer());
        buckets.add(bucket);
        found = bucket < Integer.MAX_VALUE && iterator.seek(Layout.bucketKey(bucket + 1));
      }
    }
    return buckets;
  }

  /// Opens an iterator over the entries of a bucket whose keys lie in the range.
  static BoundedIterator iterate(
      Database database,
      @Nullable Snapshot snapshot,
      int bucket,
      byte[] start,
      byte @Nullable [] end) {
    byte[] upper =
        end != null
            ? Layout.historyFrom(bucket, end)
            : bucket == Integer.MAX_VALUE ? null : Layout.bucketKey(bucket + 1);
    return new BoundedIterator(
        database, ColumnFamily.HISTORY, snapshot, Layout.historyFrom(bucket, start), upper);
  }
}
