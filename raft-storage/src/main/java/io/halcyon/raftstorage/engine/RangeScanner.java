package io.halcyon.raftstorage.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.rocksdb.Snapshot;

/// Scans a range at a timestamp: a merge of the newest versions with the buckets of history that
/// hold versions superseded after the timestamp.
///
/// At or above the store's greatest timestamp, which is the usual case, `newest` alone answers, and
/// its iterator is one consistent state by itself. Below, the iterators must agree with each other,
/// because a write at a past timestamp can move an entry from one bucket to another; so they read
/// one RocksDB snapshot.
///
/// Thread-safe.
final class RangeScanner {
  private final Database database;
  private final GcHorizon horizon;

  /// Raised before each write.
  private final LongSupplier maxTimestamp;

  /// Raised before each write.
  private final LongSupplier maxDeletion;

  RangeScanner(
      Database database, GcHorizon horizon, LongSupplier maxTimestamp, LongSupplier maxDeletion) {
    this.database = database;
    this.horizon = horizon;
    this.maxTimestamp = maxTimestamp;
    this.maxDeletion = maxDeletion;
  }

  /// Returns one page; it may be short, even empty, with a resume key, when much was passed over.
  ScanPage scan(ScanRange range) {
    horizon.check(range.readAt());
    if (range.end() != null && Arrays.compareUnsigned(range.start(), range.end()) >= 0) {
      return new ScanPage(List.of(), null, 0, 0);
    }
    if (range.readAt() >= maxTimestamp.getAsLong()) {
      try (NewestCursor newest =
          new NewestCursor(database, null, range.start(), range.end(), range.reverse())) {
        // Asked again once the iterator's state is fixed: nothing newer than the read is in it.
        if (range.readAt() >= maxTimestamp.getAsLong()) {
          newest.start();
          return new RangeMerge(range, newest, List.of(), maxDeletion.getAsLong()).page();
        }
      }
    }
    return scanHistory(range);
  }

  private ScanPage scanHistory(ScanRange range) {
    Snapshot snapshot = database.snapshot();
    List<HistoryCursor> history = List.of();
    try (NewestCursor newest =
        new NewestCursor(database, snapshot, range.start(), range.end(), range.reverse())) {
      newest.start();
      history = HistoryCursor.open(database, snapshot, range);
      // Dropping files passes by snapshots, but not by open iterators.
      horizon.check(range.readAt());
      return new RangeMerge(range, newest, history, maxDeletion.getAsLong()).page();
    } finally {
      history.forEach(HistoryCursor::close);
      database.release(snapshot);
    }
  }
}
