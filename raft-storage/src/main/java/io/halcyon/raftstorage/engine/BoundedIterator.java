package io.halcyon.raftstorage.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/// An iterator with native bounds (so that it never walks through deletions outside the range), a
/// reused key buffer, and a status check whenever it ends: an iterator that meets a damaged block
/// looks exhausted.
///
/// Used by one thread, inside the database's gate.
final class BoundedIterator implements AutoCloseable {
  private static final int INITIAL_KEY_BYTES = 128;

  private final Database database;
  private final List<AutoCloseable> owned = new ArrayList<>(4);
  private final RocksIterator iterator;
  private byte[] key = new byte[INITIAL_KEY_BYTES];
  private int keyLength;

  /// @param snapshot what to read; null for the state at this moment
  /// @param lower first key; empty for none
  /// @param upper key after the last; null for none
  BoundedIterator(
      Database database,
      ColumnFamily family,
      @Nullable Snapshot snapshot,
      byte[] lower,
      byte @Nullable [] upper) {
    this.database = database;
    ReadOptions options = own(new ReadOptions().setVerifyChecksums(true));
    if (snapshot != null) {
      options.setSnapshot(snapshot);
    }
    if (lower.length > 0) {
      options.setIterateLowerBound(own(new Slice(lower)));
    }
    if (upper != null) {
      options.setIterateUpperBound(own(new Slice(upper)));
    }
    iterator = own(database.rocks().newIterator(database.handle(family), options));
  }

  boolean seekToFirst() {
    iterator.seekToFirst();
    return load();
  }

  boolean seekToLast() {
    iterator.seekToLast();
    return load();
  }

  boolean seek(byte[] target) {
    iterator.seek(target);
    return load();
  }

  /// Moves to the last key at or before `target`.
  boolean seekBack(byte[] target) {
    iterator.seekForPrev(target);
    return load();
  }

  boolean next() {
    iterator.next();
    return load();
  }

  boolean prev() {
    iterator.prev();
    return load();
  }

  /// Returns the buffer that holds the current key in its first {@link #keyLength} bytes.
  byte[] keyBuffer() {
    return key;
  }

  int keyLength() {
    return keyLength;
  }

  byte[] key() {
    return Arrays.copyOf(key, keyLength);
  }

  byte[] value() {
    return iterator.value();
  }

  /// Copies the first bytes of the value; returns its whole length.
  int value(byte[] target) {
    return iterator.value(target);
  }

  private boolean load() {
    if (!iterator.isValid()) {
      keyLength = 0;
      try {
        iterator.status();
      } catch (RocksDBException e) {
        throw database.failure(e);
      }
      return false;
    }
    keyLength = iterator.key(key);
    if (keyLength > key.length) {
      key = new byte[2 * keyLength];
      keyLength = iterator.key(key);
    }
    return true;
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.add(resource);
    return resource;
  }

  @Override
  public void close() {
    for (AutoCloseable resource : owned.reversed()) {
      NativeResources.close(resource);
    }
    owned.clear();
  }
}
