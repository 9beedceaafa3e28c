package io.halcyon.raftstorage.engine;

import io.halcyon.core.id.RequestId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Builds a RocksDB write batch in its serialised form, so that a batch of any size costs three
/// native calls (make, write, free) and not one or two for each record.
///
/// The form is that of RocksDB's write-ahead log and replication interface, which it keeps stable:
/// `sequence (8, little-endian) | count (4, little-endian) | records`; a record is `tag (1) |
/// family (varint) | key (varint length, bytes)`, and for a put `| value (varint length, bytes)`. A
/// test compares it with what RocksDB's own builder makes.
///
/// Not thread-safe; the buffer is kept between batches.
final class BatchBuffer {
  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte TAG_DELETE = 4;
  private static final byte TAG_PUT = 5;
  private static final byte TAG_DELETE_RANGE = 0xE;
  private static final int HEADER = 12;
  private static final int COUNT_AT = 8;
  private static final int VARINT_BYTES_MAX = 5;
  private static final int INITIAL_BYTES = 16 * 1024;
  private static final int KEPT_BYTES_MAX = 8 * 1024 * 1024;

  private final Map<ColumnFamily, Integer> familyIds;
  private byte[] buffer = new byte[INITIAL_BYTES];
  private int length = HEADER;
  private int count;

  /// @param familyIds RocksDB's id of each family
  BatchBuffer(Map<ColumnFamily, Integer> familyIds) {
    this.familyIds = familyIds;
  }

  static BatchBuffer of(Database database) {
    Map<ColumnFamily, Integer> ids = new EnumMap<>(ColumnFamily.class);
    for (ColumnFamily family : ColumnFamily.values()) {
      ids.put(family, database.handle(family).getID());
    }
    return new BatchBuffer(ids);
  }

  void reset() {
    if (buffer.length > KEPT_BYTES_MAX) {
      buffer = new byte[INITIAL_BYTES];
    }
    length = HEADER;
    count = 0;
  }

  int count() {
    return count;
  }

  void put(ColumnFamily family, byte[] key, byte[] value) {
    int keyAt = begin(TAG_PUT, family, key.length, value.length);
    System.arraycopy(key, 0, buffer, keyAt, key.length);
    int valueAt = beginValue(keyAt + key.length, value.length);
    System.arraycopy(value, 0, buffer, valueAt, value.length);
  }

  /// Adds a record whose key and value are slices of one buffer.
  void put(
      ColumnFamily family,
      byte[] source,
      int keyOffset,
      int keyLength,
      int valueOffset,
      int valueLength) {
    int keyAt = begin(TAG_PUT, family, keyLength, valueLength);
    System.arraycopy(source, keyOffset, buffer, keyAt, keyLength);
    int valueAt = beginValue(keyAt + keyLength, valueLength);
    System.arraycopy(source, valueOffset, buffer, valueAt, valueLength);
  }

  /// Adds a record of `newest`.
  void putNewest(byte[] key, int keyOffset, int keyLength, VersionSlice version) {
    int valueLength = Layout.NEWEST_HEADER + version.length();
    int keyAt = begin(TAG_PUT, ColumnFamily.NEWEST, keyLength, valueLength);
    System.arraycopy(key, keyOffset, buffer, keyAt, keyLength);
    int at = beginValue(keyAt + keyLength, valueLength);
    Layout.LONG.set(buffer, at, version.timestamp());
    Layout.LONG.set(buffer, at + 8, version.expiresAtMillis());
    version.copyTo(buffer, at + Layout.NEWEST_HEADER);
  }

  /// Adds a record of `history`.
  void putHistory(
      byte[] key, int keyOffset, int keyLength, long superseded, byte flags, VersionSlice version) {
    int historyKeyLength = Layout.historyKeyLength(Layout.escapedLength(key, keyOffset, keyLength));
    int valueLength = Layout.HISTORY_HEADER + version.length();
    int keyAt = begin(TAG_PUT, ColumnFamily.HISTORY, historyKeyLength, valueLength);
    Layout.writeHistoryKey(key, keyOffset, keyLength, superseded, buffer, keyAt);
    int at = beginValue(keyAt + historyKeyLength, valueLength);
    Layout.LONG.set(buffer, at, version.timestamp());
    buffer[at + 8] = flags;
    Layout.LONG.set(buffer, at + 9, version.expiresAtMillis());
    version.copyTo(buffer, at + Layout.HISTORY_HEADER);
  }

  /// Adds a record of `outcomes` whose value is a slice of `source`.
  void putOutcome(RequestId id, byte[] source, int valueOffset, int valueLength) {
    int keyAt = begin(TAG_PUT, ColumnFamily.OUTCOMES, Layout.OUTCOME_KEY_BYTES, valueLength);
    Layout.writeOutcomeKey(id, buffer, keyAt);
    int valueAt = beginValue(keyAt + Layout.OUTCOME_KEY_BYTES, valueLength);
    System.arraycopy(source, valueOffset, buffer, valueAt, valueLength);
  }

  /// Adds a record of `remembered` whose key and value are slices of `source`.
  void putRemembered(
      long createdMillis,
      byte[] source,
      int keyOffset,
      int keyLength,
      int valueOffset,
      int valueLength) {
    int length = Layout.BUCKET_BYTES + keyLength;
    int keyAt = begin(TAG_PUT, ColumnFamily.REMEMBERED, length, valueLength);
    Layout.INT.set(buffer, keyAt, Layout.bucketOfMillis(Math.max(0, createdMillis)));
    System.arraycopy(source, keyOffset, buffer, keyAt + Layout.BUCKET_BYTES, keyLength);
    int valueAt = beginValue(keyAt + length, valueLength);
    System.arraycopy(source, valueOffset, buffer, valueAt, valueLength);
  }

  /// Adds a record of `expiry`.
  void putExpiry(long expiresAtMillis, byte[] key, int keyOffset, int keyLength, long timestamp) {
    int at = beginExpiry(TAG_PUT, expiresAtMillis, key, keyOffset, keyLength, 8);
    Layout.LONG.set(buffer, beginValue(at, 8), timestamp);
  }

  void deleteExpiry(long expiresAtMillis, byte[] key, int keyOffset, int keyLength) {
    beginExpiry(TAG_DELETE, expiresAtMillis, key, keyOffset, keyLength, 0);
  }

  void delete(ColumnFamily family, byte[] key, int keyOffset, int keyLength) {
    int keyAt = begin(TAG_DELETE, family, keyLength, 0);
    System.arraycopy(key, keyOffset, buffer, keyAt, keyLength);
  }

  /// Deletes all records from `start` (inclusive) to `end` (exclusive).
  void deleteRange(ColumnFamily family, byte[] start, byte[] end) {
    int keyAt = begin(TAG_DELETE_RANGE, family, start.length, end.length);
    System.arraycopy(start, 0, buffer, keyAt, start.length);
    int endAt = beginValue(keyAt + start.length, end.length);
    System.arraycopy(end, 0, buffer, endAt, end.length);
  }

  /// Returns the batch as an array of exact length.
  byte[] serialize() {
    LITTLE_INT.set(buffer, COUNT_AT, count);
    return Arrays.copyOf(buffer, length);
  }

  private int beginExpiry(
      byte tag, long expiresAtMillis, byte[] key, int keyOffset, int keyLength, int valueLength) {
    int at = begin(tag, ColumnFamily.EXPIRY, 8 + keyLength, valueLength);
    Layout.LONG.set(buffer, at, expiresAtMillis);
    System.arraycopy(key, keyOffset, buffer, at + 8, keyLength);
    return at + 8 + keyLength;
  }

  /// Starts a record; returns where its key goes. The length then covers the key only.
  private int begin(byte tag, ColumnFamily family, int keyLength, int valueLength) {
    long needed = (long) length + 1 + 3L * VARINT_BYTES_MAX + keyLength + valueLength;
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.toIntExact(Math.max(needed, 2L * buffer.length)));
    }
    int at = length;
    buffer[at++] = tag;
    at = varint(at, Objects.requireNonNull(familyIds.get(family)));
    at = varint(at, keyLength);
    length = at + keyLength;
    count++;
    return at;
  }

  private int beginValue(int at, int valueLength) {
    int valueAt = varint(at, valueLength);
    length = valueAt + valueLength;
    return valueAt;
  }

  private int varint(int position, int value) {
    int at = position;
    int rest = value;
    while (rest >= 0x80) {
      buffer[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[at++] = (byte) rest;
    return at;
  }
}
