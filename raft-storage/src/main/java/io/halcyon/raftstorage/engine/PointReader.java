package io.halcyon.raftstorage.engine;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;

/// Reads single keys without an iterator unless the answer lies in history.
///
/// **Why no snapshot is needed.** `newest` is read first, `history` after it. If `newest` shows a
/// version above the timestamp, or none, then the version that was current at the timestamp had
/// been superseded before that moment, in one batch with its move to history, so that the later
/// look finds it there. Later writes only add entries with greater superseded timestamps, which the
/// look passes over. Garbage collection is excluded by checking the horizon after the look.
///
/// Thread-safe.
final class PointReader {
  private static final int SCRATCH_BYTES = 2048;
  private static final int SCRATCH_BYTES_MAX = 64 * 1024;
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[SCRATCH_BYTES]);

  private final Database database;
  private final HistoryLookup history;
  private final GcHorizon horizon;

  /// Greatest timestamp that is, or is just about to be, in the store: raised before each write.
  private final LongSupplier maxTimestamp;

  /// Likewise of deletions only: where it lies at or below a read, a key that is absent now was
  /// absent then, and no look into history is needed.
  private final LongSupplier maxDeletion;

  PointReader(
      Database database, GcHorizon horizon, LongSupplier maxTimestamp, LongSupplier maxDeletion) {
    this.database = database;
    this.history = new HistoryLookup(database);
    this.horizon = horizon;
    this.maxTimestamp = maxTimestamp;
    this.maxDeletion = maxDeletion;
  }

  /// Returns the newest version, expired or not; one native call, the value copied once into its
  /// array.
  @Nullable Version newest(byte[] buffer, int offset, int length) {
    byte[] scratch = SCRATCH.get();
    while (true) {
      int found = database.get(ColumnFamily.NEWEST, buffer, offset, length, scratch);
      if (found == RocksDB.NOT_FOUND) {
        return null;
      }
      if (found <= scratch.length) {
        return new Version(
            (long) Layout.LONG.get(scratch, 0),
            (long) Layout.LONG.get(scratch, 8),
            Arrays.copyOfRange(scratch, Layout.NEWEST_HEADER, found));
      }
      // Again with a larger buffer; meanwhile the version may have been replaced by a longer one.
      scratch = new byte[found];
      if (found <= SCRATCH_BYTES_MAX) {
        SCRATCH.set(scratch);
      }
    }
  }

  /// Returns the timestamp of the newest version, -1 if there is none; one native call.
  long newestTimestamp(byte[] key) {
    byte[] scratch = SCRATCH.get();
    int found = database.get(ColumnFamily.NEWEST, key, 0, key.length, scratch);
    return found == RocksDB.NOT_FOUND ? -1 : (long) Layout.LONG.get(scratch, 0);
  }

  /// Returns the version that is visible at `readAt`, or null if there is none or it has expired.
  @Nullable Version read(byte[] key, long readAt) {
    horizon.check(readAt);
    Version version = newest(key, 0, key.length);
    if (version == null || version.timestamp() > readAt) {
      version = superseded(key, readAt, version == null);
    }
    boolean expired = version != null && version.expiredAt(HlcTimestamp.millisOf(readAt));
    return expired ? null : version;
  }

  /// Returns what {@link #read} finds, and the timestamp that it depends on.
  ///
  /// @param exactly whether the timestamp of a deletion must be exact as far as it is known; it
  ///   costs an iterator, also where the read itself does without
  KeyState state(byte[] key, long readAt, boolean exactly) {
    horizon.check(readAt);
    Version newest = newest(key, 0, key.length);
    if (newest != null && newest.timestamp() <= readAt) {
      return present(newest, readAt);
    }
    long deletion = maxDeletion.getAsLong();
    boolean absentSince = newest == null && deletion <= readAt;
    if (absentSince && (deletion == 0 || !exactly)) {
      return new KeyState(deletion, null);
    }
    Version version = absentSince ? null : superseded(key, readAt, newest == null);
    if (version != null) {
      return present(version, readAt);
    }
    long deleted = history.lastSupersededUpTo(key, readAt, Layout.bucket(horizon.get()));
    horizon.check(readAt);
    return new KeyState(deleted, null);
  }

  private static KeyState present(Version version, long readAt) {
    boolean expired = version.expiredAt(HlcTimestamp.millisOf(readAt));
    return new KeyState(version.timestamp(), expired ? null : version);
  }

  /// Returns the timestamp of the last version or deletion of the key if it is above `ts`, else 0.
  long lastWriteAfter(byte[] key, long ts) {
    horizon.check(ts);
    long newest = newestTimestamp(key);
    if (newest >= 0) {
      return newest > ts ? newest : 0;
    }
    if (maxDeletion.getAsLong() <= ts) {
      return 0;
    }
    // Absent: it was deleted by the last write that superseded a version, if there was one.
    long last = 0;
    long from = ts;
    while (true) {
      HistoryEntry entry = history.firstSupersededAfter(key, from, maxTimestamp.getAsLong());
      if (entry == null) {
        horizon.check(ts);
        return last;
      }
      last = entry.supersededTs();
      from = last;
    }
  }

  /// @param absent whether the key has no newest version
  private @Nullable Version superseded(byte[] key, long readAt, boolean absent) {
    long max = maxTimestamp.getAsLong();
    if (readAt >= max || (absent && readAt >= maxDeletion.getAsLong())) {
      return null;
    }
    HistoryEntry entry = history.firstSupersededAfter(key, readAt, max);
    horizon.check(readAt);
    return entry == null || entry.timestamp() > readAt
        ? null
        : new Version(entry.timestamp(), entry.expiresAtMillis(), entry.value());
  }
}
