package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.raftstorage.entry.EntryReader;
import java.util.Arrays;
import org.rocksdb.RocksDB;

/// Turns the effects of an entry into records of one write batch.
///
/// A put or delete moves the version that it supersedes from `newest` to `history`. Costs one
/// native call per put or delete, to read that version, unless it was written lately ({@link
/// RecentRows}); everything else goes into the batch's buffer.
///
/// Used by the thread that applies; not thread-safe.
final class EntryApplier {
  private static final int INITIAL_RECORD_BYTES = 4096;

  private final Database database;
  private final BatchBuffer batch;
  private final PendingKeys pending = new PendingKeys();
  private final RecentRows recent;
  private final OutOfOrderWrite outOfOrder;
  private final VersionSlice old = new VersionSlice();
  private final VersionSlice next = new VersionSlice();
  private byte[] record = new byte[INITIAL_RECORD_BYTES];

  private EntryReader entry;
  private byte[] buffer = new byte[0];

  /// Greatest timestamp in the store before the entry.
  private long maxTimestamp;

  EntryApplier(Database database, BatchBuffer batch, EntryReader anyEntry) {
    this.database = database;
    this.batch = batch;
    this.outOfOrder = new OutOfOrderWrite(new HistoryLookup(database), batch);
    this.entry = anyEntry;
    this.recent = new RecentRows(database.config().recentRowsBytes());
  }

  /// Adds the records of `entry` to the batch, and leaves the entry rewound.
  ///
  /// @param maxTimestamp greatest timestamp in the store before the entry
  /// @throws InvariantViolation if two effects on a key are not in ascending order of timestamps,
  ///   or one of them lies before a write that the store has already
  void build(EntryReader entry, long maxTimestamp) {
    this.entry = entry;
    this.maxTimestamp = maxTimestamp;
    buffer = entry.buffer();
    pending.reset(buffer, entry.count());
    entry.rewind();
    while (entry.next()) {
      switch (entry.kind()) {
        case PUT -> put();
        case DELETE -> delete();
        case OUTCOME ->
            batch.putOutcome(entry.requestId(), buffer, entry.valueOffset(), entry.valueLength());
        case META -> meta();
        case INTENT_PUT -> record(ColumnFamily.INTENTS);
        case INTENT_REMOVE -> remove(ColumnFamily.INTENTS);
        case TXN_PUT -> record(ColumnFamily.TXNS);
        case TXN_REMOVE -> remove(ColumnFamily.TXNS);
        case REMEMBER ->
            batch.putRemembered(
                entry.createdMillis(),
                buffer,
                entry.keyOffset(),
                entry.keyLength(),
                entry.valueOffset(),
                entry.valueLength());
        case FORGET_BEFORE -> {
          // The mark is the writer's: see EntryExtremes.
        }
      }
    }
    entry.rewind();
  }

  private void put() {
    long ts = entry.timestamp();
    int keyOffset = entry.keyOffset();
    int keyLength = entry.keyLength();
    next.set(ts, entry.expiresAtMillis(), buffer, entry.valueOffset(), entry.valueLength());
    int at = pending.find(keyOffset, keyLength);
    boolean present = findOld(at);
    if (at == PendingKeys.ABSENT && notAbove(present, ts)) {
      if (outOfOrder.put(entry.key(), next, present, old, maxTimestamp)) {
        pending.setOutOfOrder(pending.add(keyOffset, keyLength));
        return;
      }
    } else if (present) {
      batch.putHistory(buffer, keyOffset, keyLength, ts, Layout.SUPERSEDED_BY_PUT, old);
    }
    if (present && old.expiresAtMillis() != 0) {
      batch.deleteExpiry(old.expiresAtMillis(), buffer, keyOffset, keyLength);
    }
    batch.putNewest(buffer, keyOffset, keyLength, next);
    recent.put(buffer, keyOffset, keyLength, next);
    if (next.expiresAtMillis() != 0) {
      batch.putExpiry(next.expiresAtMillis(), buffer, keyOffset, keyLength, ts);
    }
    int position = at == PendingKeys.ABSENT ? pending.add(keyOffset, keyLength) : at;
    pending.setPut(position, ts, next.expiresAtMillis(), entry.valueOffset(), entry.valueLength());
  }

  private void delete() {
    long ts = entry.timestamp();
    int keyOffset = entry.keyOffset();
    int keyLength = entry.keyLength();
    int at = pending.find(keyOffset, keyLength);
    boolean present = findOld(at);
    if (at == PendingKeys.ABSENT && notAbove(present, ts)) {
      if (outOfOrder.delete(entry.key(), ts, present, old, maxTimestamp)) {
        pending.setOutOfOrder(pending.add(keyOffset, keyLength));
        return;
      }
    } else if (present) {
      batch.putHistory(buffer, keyOffset, keyLength, ts, Layout.SUPERSEDED_BY_DELETE, old);
    }
    if (present) {
      if (old.expiresAtMillis() != 0) {
        batch.deleteExpiry(old.expiresAtMillis(), buffer, keyOffset, keyLength);
      }
      batch.delete(ColumnFamily.NEWEST, buffer, keyOffset, keyLength);
      recent.remove(buffer, keyOffset, keyLength);
    }
    int position = at == PendingKeys.ABSENT ? pending.add(keyOffset, keyLength) : at;
    pending.setDeleted(position, ts);
  }

  /// Returns whether a write at `ts` is perhaps not the last of its key so far. An absent key
  /// leaves no timestamp behind, so then only the whole store's maximum can tell.
  private boolean notAbove(boolean present, long ts) {
    return present ? ts <= old.timestamp() : ts <= maxTimestamp;
  }

  /// Sets `old` to the newest version of the effect's key; returns whether there is one.
  private boolean findOld(int at) {
    if (at != PendingKeys.ABSENT) {
      if (pending.timestamp(at) >= entry.timestamp()) {
        throw new InvariantViolation(
            "an entry writes a key at "
                + entry.timestamp()
                + " although it or an earlier entry wrote it later");
      }
      if (pending.deleted(at)) {
        return false;
      }
      pending.version(at, old);
      return true;
    }
    if (recent.find(buffer, entry.keyOffset(), entry.keyLength(), old)) {
      return true;
    }
    int length = read();
    if (length == RocksDB.NOT_FOUND) {
      return false;
    }
    old.setNewest(record, length);
    return true;
  }

  private int read() {
    int length =
        database.get(ColumnFamily.NEWEST, buffer, entry.keyOffset(), entry.keyLength(), record);
    if (length <= record.length) {
      return length;
    }
    record = new byte[Integer.highestOneBit(length) * 2];
    // Only this thread writes, so the record is still the same.
    return database.get(ColumnFamily.NEWEST, buffer, entry.keyOffset(), entry.keyLength(), record);
  }

  private void meta() {
    byte[] key = MetaKeys.named(entry.key());
    if (entry.valueLength() == 0) {
      batch.delete(ColumnFamily.META, key, 0, key.length);
    } else {
      byte[] value =
          Arrays.copyOfRange(
              buffer, entry.valueOffset(), entry.valueOffset() + entry.valueLength());
      batch.put(ColumnFamily.META, key, value);
    }
  }

  private void record(ColumnFamily family) {
    batch.put(
        family,
        buffer,
        entry.keyOffset(),
        entry.keyLength(),
        entry.valueOffset(),
        entry.valueLength());
  }

  private void remove(ColumnFamily family) {
    batch.delete(family, buffer, entry.keyOffset(), entry.keyLength());
  }
}
