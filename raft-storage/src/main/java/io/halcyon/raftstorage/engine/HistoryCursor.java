package io.halcyon.raftstorage.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/// Walks over one bucket of history in either direction, key by key; of each key it shows the entry
/// with the least superseded timestamp above the read. Keys that have none are passed over.
///
/// Used by one thread.
final class HistoryCursor implements AutoCloseable {
  private final BoundedIterator iterator;
  private final boolean reverse;
  private final long readAt;
  private boolean atEntry;
  private byte[] key = new byte[0];
  private @Nullable HistoryEntry candidate;
  private long skipped;

  private HistoryCursor(BoundedIterator iterator, boolean reverse, long readAt) {
    this.iterator = iterator;
    this.reverse = reverse;
    this.readAt = readAt;
    this.atEntry = reverse ? iterator.seekToLast() : iterator.seekToFirst();
    advance();
  }

  /// Opens a cursor for each bucket that has keys of the range superseded after the read, in
  /// ascending order of buckets.
  static List<HistoryCursor> open(Database database, Snapshot snapshot, ScanRange range) {
    List<HistoryCursor> cursors = new ArrayList<>();
    try {
      int bucket = Layout.bucket(range.readAt());
      for (int found : HistoryBuckets.from(database, snapshot, bucket)) {
        HistoryCursor cursor =
            new HistoryCursor(
                HistoryBuckets.iterate(database, snapshot, found, range.start(), range.end()),
                range.reverse(),
                range.readAt());
        if (cursor.valid()) {
          cursors.add(cursor);
        } else {
          cursor.close();
        }
      }
      return cursors;
    } catch (RuntimeException | Error e) {
      cursors.forEach(HistoryCursor::close);
      throw e;
    }
  }

  boolean valid() {
    return candidate != null;
  }

  byte[] key() {
    return key;
  }

  @Nullable HistoryEntry candidate() {
    return candidate;
  }

  /// Returns how many entries were passed over that were no candidates.
  long skipped() {
    return skipped;
  }

  /// Moves to the next key that has a candidate.
  void advance() {
    candidate = null;
    while (atEntry && candidate == null) {
      key = Layout.historyUserKey(iterator.keyBuffer(), iterator.keyLength());
      byte[] prefix = Arrays.copyOf(iterator.keyBuffer(), prefixLength());
      do {
        visit();
        atEntry = reverse ? iterator.prev() : iterator.next();
      } while (atEntry && samePrefix(prefix));
    }
  }

  /// Forward, the first entry above the read is the candidate; backward, the last one met.
  private void visit() {
    long superseded = Layout.historySuperseded(iterator.keyBuffer(), iterator.keyLength());
    if (superseded > readAt && (candidate == null || reverse)) {
      if (candidate != null) {
        skipped++;
      }
      candidate = new HistoryEntry(superseded, iterator.value());
    } else {
      skipped++;
    }
  }

  private int prefixLength() {
    return iterator.keyLength() - Layout.TIMESTAMP_BYTES;
  }

  private boolean samePrefix(byte[] prefix) {
    return prefixLength() == prefix.length
        && Arrays.equals(iterator.keyBuffer(), 0, prefix.length, prefix, 0, prefix.length);
  }

  @Override
  public void close() {
    iterator.close();
  }
}
