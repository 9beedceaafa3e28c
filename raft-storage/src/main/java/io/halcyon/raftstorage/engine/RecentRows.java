package io.halcyon.raftstorage.engine;

import java.util.Arrays;

/// The rows of `newest` that were written last, so that a write which supersedes one of them need
/// not read it from the store: at full load that read is a fifth of a replica's work.
///
/// A two-way set-associative table of fixed slots; the memory for them is taken as they are first
/// used. Rows that do not fit into a slot are not kept. What is found is exactly what the store
/// has, provided that every write of `newest` is told here.
///
/// Slot: `key length (4) | value length (4) | timestamp (8) | expires at (8) | key | value`.
///
/// Used by the thread that applies; not thread-safe.
final class RecentRows {
  static final int SLOT_BYTES = 256;
  static final int ROW_BYTES_MAX = SLOT_BYTES - 24;
  private static final int HEADER = 24;
  private static final int SEGMENT_SLOTS = 256;

  /// The hash of the key in each slot; 0 for none.
  private final int[] tags;

  private final byte[][] segments;
  private final int mask;
  private int victim;

  /// @param bytes bound of the memory for slots, a power of two; 0 to keep nothing
  RecentRows(long bytes) {
    int slots = Math.toIntExact(bytes / SLOT_BYTES);
    if (slots != 0 && (Integer.bitCount(slots) != 1 || slots < SEGMENT_SLOTS)) {
      throw new IllegalArgumentException("not a power of two of at least 64 KiB: " + bytes);
    }
    tags = new int[slots];
    segments = new byte[slots / SEGMENT_SLOTS][];
    mask = slots - 1;
  }

  /// Sets `row` to the key's row if it is here; it is valid until the next call of another method.
  boolean find(byte[] key, int offset, int length, VersionSlice row) {
    if (mask < 0) {
      return false;
    }
    int slot = slot(key, offset, length, tag(key, offset, length));
    if (slot < 0) {
      return false;
    }
    byte[] segment = segments[slot / SEGMENT_SLOTS];
    int at = slot % SEGMENT_SLOTS * SLOT_BYTES;
    row.set(
        (long) Layout.LONG.get(segment, at + 8),
        (long) Layout.LONG.get(segment, at + 16),
        segment,
        at + HEADER + length,
        (int) Layout.INT.get(segment, at + 4));
    return true;
  }

  /// Takes note that the key's row is this one.
  void put(byte[] key, int offset, int length, VersionSlice row) {
    if (mask < 0) {
      return;
    }
    if (length + row.length() > ROW_BYTES_MAX) {
      remove(key, offset, length);
      return;
    }
    int tag = tag(key, offset, length);
    int slot = slot(key, offset, length, tag);
    if (slot < 0) {
      slot = free(tag & mask);
    }
    tags[slot] = tag;
    byte[] segment = segments[slot / SEGMENT_SLOTS];
    if (segment == null) {
      segment = new byte[SEGMENT_SLOTS * SLOT_BYTES];
      segments[slot / SEGMENT_SLOTS] = segment;
    }
    int at = slot % SEGMENT_SLOTS * SLOT_BYTES;
    Layout.INT.set(segment, at, length);
    Layout.INT.set(segment, at + 4, row.length());
    Layout.LONG.set(segment, at + 8, row.timestamp());
    Layout.LONG.set(segment, at + 16, row.expiresAtMillis());
    System.arraycopy(key, offset, segment, at + HEADER, length);
    row.copyTo(segment, at + HEADER + length);
  }

  /// Takes note that the key has no row any more.
  void remove(byte[] key, int offset, int length) {
    if (mask >= 0) {
      int slot = slot(key, offset, length, tag(key, offset, length));
      if (slot >= 0) {
        tags[slot] = 0;
      }
    }
  }

  private int free(int slot) {
    if (tags[slot] == 0) {
      return slot;
    }
    victim ^= 1;
    return tags[slot ^ 1] == 0 ? slot ^ 1 : slot ^ victim;
  }

  /// Returns the slot that holds the key, or -1.
  private int slot(byte[] key, int offset, int length, int tag) {
    int slot = tag & mask;
    if (holds(slot, key, offset, length, tag)) {
      return slot;
    }
    return holds(slot ^ 1, key, offset, length, tag) ? slot ^ 1 : -1;
  }

  private boolean holds(int slot, byte[] key, int offset, int length, int tag) {
    if (tags[slot] != tag) {
      return false;
    }
    byte[] segment = segments[slot / SEGMENT_SLOTS];
    int at = slot % SEGMENT_SLOTS * SLOT_BYTES;
    return (int) Layout.INT.get(segment, at) == length
        && Arrays.equals(segment, at + HEADER, at + HEADER + length, key, offset, offset + length);
  }

  /// Returns a hash of the key that is not 0.
  private static int tag(byte[] key, int offset, int length) {
    int hash = PendingKeys.hash(key, offset, length) * 0x9E3779B9;
    hash ^= hash >>> 15;
    return hash == 0 ? 1 : hash;
  }
}
