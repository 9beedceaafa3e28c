package io.halcyon.raftstorage.engine;

/// A version whose value is a slice of somebody's buffer; reused, so that applying an effect
/// allocates nothing. Not thread-safe.
final class VersionSlice {
  private long timestamp;
  private long expiresAtMillis;
  private byte[] buffer = new byte[0];
  private int offset;
  private int length;

  VersionSlice set(long timestamp, long expiresAtMillis, byte[] buffer, int offset, int length) {
    this.timestamp = timestamp;
    this.expiresAtMillis = expiresAtMillis;
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    return this;
  }

  /// Refers to a record of `newest` in `record`, whose length is `recordLength`.
  VersionSlice setNewest(byte[] record, int recordLength) {
    return set(
        (long) Layout.LONG.get(record, 0),
        (long) Layout.LONG.get(record, 8),
        record,
        Layout.NEWEST_HEADER,
        recordLength - Layout.NEWEST_HEADER);
  }

  long timestamp() {
    return timestamp;
  }

  long expiresAtMillis() {
    return expiresAtMillis;
  }

  byte[] buffer() {
    return buffer;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(buffer, offset, target, at, length);
  }
}
