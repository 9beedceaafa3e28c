package io.halcyon.raftstorage.engine;

import org.jspecify.annotations.Nullable;

/// Writes at a timestamp at or below later writes of the same key: an intent that is resolved late
/// competes with stored versions by timestamp (design section 6.5).
///
/// With H the version with the least superseded timestamp above ts:
///
/// ```
/// H.ts < ts   H was current at ts: H now ends at ts, a put lasts from ts to H's old end
/// H.ts = ts   the same write again: it is replaced
/// H.ts > ts   nothing was current at ts: a put lasts from ts to H.ts
/// no H        as the last two, with the newest version in place of H
/// ```
///
/// A deletion of an absent key leaves no trace, so nothing can come to lie before one: the lock
/// that an intent is must keep such a deletion away. Rare, so it costs what it costs: an iterator.
final class OutOfOrderWrite {
  private final HistoryLookup history;
  private final BatchBuffer batch;
  private final VersionSlice slice = new VersionSlice();

  OutOfOrderWrite(HistoryLookup history, BatchBuffer batch) {
    this.history = history;
    this.batch = batch;
  }

  /// Adds a put to history; returns false if it is the key's newest version after all.
  boolean put(
      byte[] key, VersionSlice version, boolean present, VersionSlice newest, long maxTimestamp) {
    long ts = version.timestamp();
    if (present && newest.timestamp() == ts) {
      return false;
    }
    HistoryEntry covering = history.firstSupersededAfter(key, ts, maxTimestamp);
    if (covering == null) {
      if (!present) {
        return false;
      }
      add(key, newest.timestamp(), Layout.SUPERSEDED_BY_PUT, version);
    } else if (covering.timestamp() > ts) {
      add(key, covering.timestamp(), Layout.SUPERSEDED_BY_PUT, version);
    } else {
      add(key, covering.supersededTs(), covering.flags(), version);
      if (covering.timestamp() < ts) {
        covering.slice(slice);
        add(key, ts, Layout.SUPERSEDED_BY_PUT, slice);
      }
    }
    return true;
  }

  /// Ends in history what was current at `ts`; returns false if that is the key's newest version.
  boolean delete(byte[] key, long ts, boolean present, VersionSlice newest, long maxTimestamp) {
    HistoryEntry covering = history.firstSupersededAfter(key, ts, maxTimestamp);
    if (covering == null) {
      if (present && newest.timestamp() == ts) {
        markDeleted(key, history.supersededAt(key, ts));
        return false;
      }
      return true;
    }
    if (covering.timestamp() > ts) {
      return true;
    }
    byte[] historyKey = historyKey(key, covering.supersededTs());
    batch.delete(ColumnFamily.HISTORY, historyKey, 0, historyKey.length);
    if (covering.timestamp() == ts) {
      markDeleted(key, history.supersededAt(key, ts));
    } else {
      covering.slice(slice);
      add(key, ts, Layout.SUPERSEDED_BY_DELETE, slice);
    }
    return true;
  }

  private void markDeleted(byte[] key, @Nullable HistoryEntry before) {
    if (before != null) {
      before.slice(slice);
      add(key, before.supersededTs(), Layout.SUPERSEDED_BY_DELETE, slice);
    }
  }

  private void add(byte[] key, long superseded, byte flags, VersionSlice version) {
    batch.putHistory(key, 0, key.length, superseded, flags, version);
  }

  private static byte[] historyKey(byte[] key, long superseded) {
    return Layout.historyKey(key, 0, key.length, Layout.bucket(superseded), superseded);
  }
}
