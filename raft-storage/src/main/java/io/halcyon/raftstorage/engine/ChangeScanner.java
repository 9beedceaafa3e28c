package io.halcyon.raftstorage.engine;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/// Lists what changed in a range between two timestamps.
///
/// A version written after `afterTs` is either still the newest, or was superseded after `afterTs`
/// too, and so is in a bucket at or above that of `afterTs`. A deletion shows as the flag of the
/// version that it superseded. So the newest versions of the range and those buckets hold all
/// changes. Cost: a walk over the whole range in `newest`, which is small for a key or a prefix and
/// is the price of having no third index to write (ADR-0003).
///
/// Thread-safe.
final class ChangeScanner {
  private final Database database;
  private final GcHorizon horizon;
  private final LongSupplier maxTimestamp;

  ChangeScanner(Database database, GcHorizon horizon, LongSupplier maxTimestamp) {
    this.database = database;
    this.horizon = horizon;
    this.maxTimestamp = maxTimestamp;
  }

  ChangePage changes(byte[] start, byte @Nullable [] end, long afterTs, long upToTs, int limit) {
    horizon.check(afterTs);
    ChangeCollector collector = new ChangeCollector(afterTs, upToTs, limit);
    if (afterTs >= upToTs || afterTs >= maxTimestamp.getAsLong()) {
      return collector.page();
    }
    if (end != null && Arrays.compareUnsigned(start, end) >= 0) {
      return collector.page();
    }
    // One snapshot: a version that moves to history between two looks must not be missed or
    // doubled.
    Snapshot snapshot = database.snapshot();
    try {
      for (int bucket : HistoryBuckets.from(database, snapshot, Layout.bucket(afterTs))) {
        addSuperseded(collector, snapshot, bucket, start, end);
      }
      addNewest(collector, snapshot, start, end);
      // Dropping files passes by snapshots: whatever was dropped meanwhile lay below the horizon.
      horizon.check(afterTs);
    } finally {
      database.release(snapshot);
    }
    return collector.page();
  }

  /// Returns whether anything in a range was written or deleted in `(afterTs, upToTs]`; ends at the
  /// first that was.
  boolean changed(byte[] start, byte @Nullable [] end, long afterTs, long upToTs) {
    horizon.check(afterTs);
    if (afterTs >= upToTs
        || afterTs >= maxTimestamp.getAsLong()
        || (end != null && Arrays.compareUnsigned(start, end) >= 0)) {
      return false;
    }
    Window window = new Window(afterTs, upToTs);
    Snapshot snapshot = database.snapshot();
    try {
      boolean changed =
          newestIn(window, snapshot, start, end) || supersededIn(window, snapshot, start, end);
      horizon.check(afterTs);
      return changed;
    } finally {
      database.release(snapshot);
    }
  }

  /// The timestamps above `after`, up to `upTo`.
  private record Window(long after, long upTo) {
    boolean has(long ts) {
      return ts > after && ts <= upTo;
    }
  }

  private boolean newestIn(Window window, Snapshot snapshot, byte[] start, byte @Nullable [] end) {
    try (NewestCursor newest = new NewestCursor(database, snapshot, start, end, false)) {
      for (newest.start(); newest.valid(); newest.advance()) {
        if (window.has(newest.timestamp())) {
          return true;
        }
      }
      return false;
    }
  }

  private boolean supersededIn(
      Window window, Snapshot snapshot, byte[] start, byte @Nullable [] end) {
    for (int bucket : HistoryBuckets.from(database, snapshot, Layout.bucket(window.after()))) {
      try (BoundedIterator iterator =
          HistoryBuckets.iterate(database, snapshot, bucket, start, end)) {
        for (boolean at = iterator.seekToFirst(); at; at = iterator.next()) {
          long superseded = Layout.historySuperseded(iterator.keyBuffer(), iterator.keyLength());
          HistoryEntry entry = new HistoryEntry(superseded, iterator.value());
          if (window.has(entry.timestamp())
              || (entry.supersededByDelete() && window.has(superseded))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void addNewest(
      ChangeCollector collector, Snapshot snapshot, byte[] start, byte @Nullable [] end) {
    try (NewestCursor newest = new NewestCursor(database, snapshot, start, end, false)) {
      for (newest.start(); newest.valid(); newest.advance()) {
        if (collector.wants(newest.timestamp())) {
          collector.add(
              new Change(
                  newest.key(),
                  newest.timestamp(),
                  false,
                  newest.expiresAtMillis(),
                  newest.value()));
        }
      }
    }
  }

  private void addSuperseded(
      ChangeCollector collector,
      Snapshot snapshot,
      int bucket,
      byte[] start,
      byte @Nullable [] end) {
    try (BoundedIterator iterator =
        HistoryBuckets.iterate(database, snapshot, bucket, start, end)) {
      for (boolean at = iterator.seekToFirst(); at; at = iterator.next()) {
        addEntry(collector, iterator);
      }
    }
  }

  private static void addEntry(ChangeCollector collector, BoundedIterator iterator) {
    long superseded = Layout.historySuperseded(iterator.keyBuffer(), iterator.keyLength());
    HistoryEntry entry = new HistoryEntry(superseded, iterator.value());
    boolean version = collector.wants(entry.timestamp());
    boolean deletion = entry.supersededByDelete() && collector.wants(superseded);
    if (!version && !deletion) {
      return;
    }
    byte[] key = Layout.historyUserKey(iterator.keyBuffer(), iterator.keyLength());
    if (version) {
      collector.add(
          new Change(key, entry.timestamp(), false, entry.expiresAtMillis(), entry.value()));
    }
    if (deletion) {
      collector.add(new Change(key, superseded, true, 0, new byte[0]));
    }
  }
}
