package io.halcyon.raftstorage.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/// Walks over the newest versions of a range in either direction. Used by one thread.
final class NewestCursor implements AutoCloseable {
  private final BoundedIterator iterator;
  private final boolean reverse;
  private final byte[] header = new byte[Layout.NEWEST_HEADER];
  private boolean valid;
  private byte[] key = new byte[0];

  NewestCursor(
      Database database,
      @Nullable Snapshot snapshot,
      byte[] start,
      byte @Nullable [] end,
      boolean reverse) {
    this.iterator = new BoundedIterator(database, ColumnFamily.NEWEST, snapshot, start, end);
    this.reverse = reverse;
  }

  /// Moves to the first key in the direction of the walk.
  void start() {
    load(reverse ? iterator.seekToLast() : iterator.seekToFirst());
  }

  void advance() {
    load(reverse ? iterator.prev() : iterator.next());
  }

  boolean valid() {
    return valid;
  }

  byte[] key() {
    return key;
  }

  long timestamp() {
    return (long) Layout.LONG.get(header, 0);
  }

  long expiresAtMillis() {
    return (long) Layout.LONG.get(header, 8);
  }

  /// Returns a copy of the value; a native call of its own.
  byte[] value() {
    byte[] record = iterator.value();
    return Arrays.copyOfRange(record, Layout.NEWEST_HEADER, record.length);
  }

  private void load(boolean found) {
    valid = found;
    if (found) {
      key = iterator.key();
      iterator.value(header);
    }
  }

  @Override
  public void close() {
    iterator.close();
  }
}
