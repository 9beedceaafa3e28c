package io.halcyon.raftstorage.engine;

import java.util.List;
import org.rocksdb.RocksDBException;

/// Drops whole buckets of history, of outcomes and of what is remembered: files that lie in them
/// are deleted without being read, the rest goes by one range deletion.
///
/// Order, so that a crash or a concurrent reader never takes dropped for absent: the horizon is
/// raised in memory, then made durable by a flush, and only then files go. What a crash brings back
/// (a range deletion that was not flushed) lies below the horizon and is dropped again.
///
/// Callers are serialised by the lock of {@link ShardStore}.
final class GarbageCollector {
  private final Database database;
  private final GcHorizon horizon;

  GarbageCollector(Database database, GcHorizon horizon) {
    this.database = database;
    this.horizon = horizon;
  }

  /// Returns whether buckets of history lie wholly below `horizonTs`, so that the caller must flush
  /// between {@link #raise} and {@link #dropHistory}.
  boolean hasHistoryBelow(long horizonTs) {
    return hasBelow(ColumnFamily.HISTORY, Layout.bucket(horizonTs));
  }

  /// Raises the horizon in memory and, not yet durably, in the store.
  void raise(long horizonTs) {
    horizon.raise(horizonTs);
    byte[] value = new byte[8];
    Layout.LONG.set(value, 0, horizonTs);
    BatchBuffer batch = BatchBuffer.of(database);
    batch.put(ColumnFamily.META, MetaKeys.HORIZON, value);
    database.write(batch.serialize());
  }

  /// Drops the buckets of history that lie wholly below `horizonTs`, which is durable.
  void dropHistory(long horizonTs) {
    drop(ColumnFamily.HISTORY, Layout.bucket(horizonTs));
  }

  /// Drops the outcomes whose buckets lie wholly before `beforeMillis`; older request ids are
  /// refused by their age, so nothing needs to be durable first.
  void dropOutcomes(long beforeMillis) {
    int end = Layout.bucketOfMillis(Math.max(0, beforeMillis));
    if (hasBelow(ColumnFamily.OUTCOMES, end)) {
      drop(ColumnFamily.OUTCOMES, end);
    }
  }

  /// Drops what is remembered in buckets wholly before the replicated mark: nobody is shown it any
  /// more. A crash can bring an older mark back, but never a leader that has applied no newer one.
  void dropRemembered(long markMillis) {
    int end = Layout.bucketOfMillis(markMillis);
    if (hasBelow(ColumnFamily.REMEMBERED, end)) {
      drop(ColumnFamily.REMEMBERED, end);
    }
  }

  private boolean hasBelow(ColumnFamily family, int endBucket) {
    try (BoundedIterator iterator =
        new BoundedIterator(database, family, null, new byte[0], Layout.bucketKey(endBucket))) {
      return iterator.seekToFirst();
    }
  }

  private void drop(ColumnFamily family, int endBucket) {
    byte[] start = Layout.bucketKey(0);
    byte[] end = Layout.bucketKey(endBucket);
    try {
      database.rocks().deleteFilesInRanges(database.handle(family), List.of(start, end), false);
    } catch (RocksDBException e) {
      throw database.failure(e);
    }
    if (hasBelow(family, endBucket)) {
      BatchBuffer batch = BatchBuffer.of(database);
      batch.deleteRange(family, start, end);
      database.write(batch.serialize());
    }
  }
}
