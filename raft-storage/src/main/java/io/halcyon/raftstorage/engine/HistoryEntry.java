package io.halcyon.raftstorage.engine;

import java.util.Arrays;

/// One record of `history`: a version and when it was superseded.
///
/// @param record the whole value, header included
record HistoryEntry(long supersededTs, byte[] record) {
  long timestamp() {
    return (long) Layout.LONG.get(record, 0);
  }

  byte flags() {
    return record[8];
  }

  boolean supersededByDelete() {
    return record[8] == Layout.SUPERSEDED_BY_DELETE;
  }

  long expiresAtMillis() {
    return (long) Layout.LONG.get(record, 9);
  }

  byte[] value() {
    return Arrays.copyOfRange(record, Layout.HISTORY_HEADER, record.length);
  }

  void slice(VersionSlice target) {
    target.set(
        timestamp(),
        expiresAtMillis(),
        record,
        Layout.HISTORY_HEADER,
        record.length - Layout.HISTORY_HEADER);
  }
}
