package io.halcyon.raftstorage.engine;

import java.util.Arrays;

/// What earlier effects of the entry being applied did to keys: the store does not show it yet.
///
/// A hash table over slices of the entry's buffer, in arrays that are kept, so that an effect
/// allocates nothing. Not thread-safe.
final class PendingKeys {
  static final int ABSENT = -1;
  private static final int INITIAL_KEYS = 64;
  private static final int SPARE_FACTOR = 32;

  private byte[] buffer = new byte[0];
  private int[] slots = new int[2 * INITIAL_KEYS];
  private int[] hashes = new int[INITIAL_KEYS];
  private int[] keyOffsets = new int[INITIAL_KEYS];
  private int[] keyLengths = new int[INITIAL_KEYS];
  private long[] timestamps = new long[INITIAL_KEYS];
  private long[] expiries = new long[INITIAL_KEYS];
  private int[] valueOffsets = new int[INITIAL_KEYS];

  /// Negative: the key was deleted.
  private int[] valueLengths = new int[INITIAL_KEYS];

  private int size;

  /// Forgets everything, and refers to `buffer` from now on.
  ///
  /// @param keysMax most keys that will be added
  void reset(byte[] buffer, int keysMax) {
    this.buffer = buffer;
    size = 0;
    int wanted = Math.max(INITIAL_KEYS, keysMax);
    // A table much too large is given up: clearing it would cost each small entry.
    if (wanted > hashes.length || wanted < hashes.length / SPARE_FACTOR) {
      allocate(Integer.highestOneBit(wanted - 1) * 2);
    } else {
      Arrays.fill(slots, 0);
    }
  }

  /// Returns the position of the key at the slice, or {@link #ABSENT}.
  int find(int keyOffset, int keyLength) {
    int hash = hash(buffer, keyOffset, keyLength);
    int mask = slots.length - 1;
    for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int at = slots[slot] - 1;
      if (hashes[at] == hash
          && Arrays.equals(
              buffer,
              keyOffsets[at],
              keyOffsets[at] + keyLengths[at],
              buffer,
              keyOffset,
              keyOffset + keyLength)) {
        return at;
      }
    }
    return ABSENT;
  }

  /// Adds a key that {@link #find} does not know; returns its position.
  int add(int keyOffset, int keyLength) {
    int hash = hash(buffer, keyOffset, keyLength);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    int at = size++;
    slots[slot] = at + 1;
    hashes[at] = hash;
    keyOffsets[at] = keyOffset;
    keyLengths[at] = keyLength;
    return at;
  }

  void setPut(int at, long timestamp, long expiresAtMillis, int valueOffset, int valueLength) {
    timestamps[at] = timestamp;
    expiries[at] = expiresAtMillis;
    valueOffsets[at] = valueOffset;
    valueLengths[at] = valueLength;
  }

  void setDeleted(int at, long timestamp) {
    setPut(at, timestamp, 0, 0, -1);
  }

  /// Marks a key whose write went to history only: no other effect of the entry may touch it.
  void setOutOfOrder(int at) {
    setPut(at, Long.MAX_VALUE, 0, 0, -1);
  }

  long timestamp(int at) {
    return timestamps[at];
  }

  boolean deleted(int at) {
    return valueLengths[at] < 0;
  }

  void version(int at, VersionSlice target) {
    target.set(timestamps[at], expiries[at], buffer, valueOffsets[at], valueLengths[at]);
  }

  /// Returns a hash of the key at a slice, for tables of the engine.
  static int hash(byte[] bytes, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }

  private void allocate(int keys) {
    slots = new int[2 * keys];
    hashes = new int[keys];
    keyOffsets = new int[keys];
    keyLengths = new int[keys];
    timestamps = new long[keys];
    expiries = new long[keys];
    valueOffsets = new int[keys];
    valueLengths = new int[keys];
  }
}
