package io.halcyon.sql.table;

import io.halcyon.sql.storage.StorageTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The writes of a statement of several parts that all must see what was there before it: held back
/// from the transaction until all parts are done, seen only by who writes. Ranges and locks do not
/// see them. Owned by the session's thread.
final class HeldWrites {
  private final StorageTransaction transaction;
  // An absent value is a removal.
  private @Nullable NavigableMap<byte[], Optional<byte[]>> held;

  HeldWrites(StorageTransaction transaction) {
    this.transaction = transaction;
  }

  /// From now on writes are held back.
  void hold() {
    held = new TreeMap<>(Arrays::compareUnsigned);
  }

  boolean holding() {
    return held != null;
  }

  /// Lets the transaction have what was held back, and is to have any more at once.
  void release() {
    NavigableMap<byte[], Optional<byte[]>> writes = held;
    held = null;
    if (writes != null) {
      writes.forEach((key, value) ->
          value.ifPresentOrElse(
              bytes -> transaction.put(key, bytes), () -> transaction.delete(key)));
    }
  }

  /// Forgets what was held back.
  void forget() {
    held = null;
  }

  /// Returns whether something was written to a key and held back.
  boolean has(byte[] key) {
    return held != null && held.containsKey(key);
  }

  void put(byte[] key, byte[] value) {
    if (held == null) {
      transaction.put(key, value);
    } else {
      held.put(key, Optional.of(value));
    }
  }

  void delete(byte[] key) {
    if (held == null) {
      transaction.delete(key);
    } else {
      held.put(key, Optional.empty());
    }
  }

  /// Returns the values of keys, in their order; null for what is absent.
  List<byte @Nullable []> get(List<byte[]> keys) {
    List<byte @Nullable []> found = new ArrayList<>(transaction.get(keys));
    if (held != null) {
      for (int i = 0; i < keys.size(); i++) {
        Optional<byte[]> value = held.get(keys.get(i));
        if (value != null) {
          found.set(i, value.orElse(null));
        }
      }
    }
    return found;
  }
}
