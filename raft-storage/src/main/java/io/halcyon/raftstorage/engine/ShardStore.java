package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.entry.EntryReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The store of one shard replica: versions of keys, intents, transaction records, outcomes.
///
/// **S1**: the position of the last applied entry is in the same batch as the entry's data, and all
/// column families are flushed atomically; there is no write-ahead log but the Raft log. After a
/// crash the store is exactly what it was after some applied entry, and replay goes on from there.
///
/// **Reads** see all that {@link #apply} has returned for, and may see what it is about to return
/// for; who may read at which timestamp is the caller's matter (C1). A read at a timestamp that no
/// write can reach any more sees the same for ever; below the garbage horizon it is refused.
///
/// **Threads**: one thread applies; everything else comes from any thread, concurrently. Calls
/// block in native code. {@link #close} waits for calls inside.
///
/// **Failures**: every method throws {@link HalcyonException}: `Unavailable` when closed,
/// `Corrupted` when stored bytes are damaged, `Internal` for other input/output errors. After
/// `Corrupted`, and after a failed write, the store serves nothing any more and repeats the
/// failure.
public final class ShardStore implements AutoCloseable {
  private final ShardId shard;
  private final StorageEnvironment environment;
  private final Database database;
  private final ServiceGate gate;
  private final GcHorizon horizon;
  private final StoreWriter writer;
  private final PointReader points;
  private final RangeScanner ranges;
  private final ChangeScanner changes;
  private final RecordScanner records;
  private final GarbageCollector garbage;

  /// Held by the one that drops data.
  private final ReentrantLock garbageLock = new ReentrantLock();

  private ShardStore(ShardId shard, Database database, StorageEnvironment environment) {
    this.shard = shard;
    this.environment = environment;
    this.database = database;
    this.gate = database.gate();
    byte[] stored = database.get(ColumnFamily.META, MetaKeys.HORIZON);
    this.horizon = new GcHorizon(stored == null ? 0 : (long) Layout.LONG.get(stored, 0));
    this.writer = new StoreWriter(database);
    this.points = new PointReader(database, horizon, writer::maxTimestamp, writer::maxDeletion);
    this.ranges = new RangeScanner(database, horizon, writer::maxTimestamp, writer::maxDeletion);
    this.changes = new ChangeScanner(database, horizon, writer::maxTimestamp);
    this.records = new RecordScanner(database, points);
    this.garbage = new GarbageCollector(database, horizon);
  }

  /// Opens or creates the store in `directory`.
  public static ShardStore open(ShardId shard, Path directory, StorageEnvironment environment) {
    Database database = Database.open(shard, directory, environment);
    try {
      return new ShardStore(shard, database, environment);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /// Reads a whole store that nobody has open (a received checkpoint), verifies the checksum of
  /// every block, and returns what the store contains.
  ///
  /// @throws HalcyonException with `Corrupted` if anything is missing or damaged
  public static AppliedPosition verify(
      ShardId shard, Path directory, StorageEnvironment environment) {
    return CheckpointFiles.position(shard, directory, environment, true);
  }

  public ShardId shard() {
    return shard;
  }

  /// Applies the effects of a log entry atomically with its position.
  ///
  /// An entry at or below the applied index is ignored; one that was evaluated in another term than
  /// the log gives it is a no-op (S2). The entry is left rewound.
  ///
  /// Timestamps of a key may come in any order over entries (a late one goes into history), but
  /// within one entry they ascend strictly.
  ///
  /// @return whether the effects were applied
  public boolean apply(long term, long index, EntryReader entry) {
    return guarded(() -> writer.apply(term, index, entry));
  }

  /// Notes a log entry without effects; recorded with the next batch or flush.
  public void skip(long term, long index) {
    writer.skip(term, index);
  }

  public AppliedPosition applied() {
    return writer.applied().position();
  }

  public long appliedIndex() {
    return writer.applied().index();
  }

  public long appliedTerm() {
    return writer.applied().term();
  }

  /// Returns the last position that is known to be on disk: replay starts after it.
  public AppliedPosition durable() {
    return writer.durable();
  }

  public long durableIndex() {
    return writer.durable().index();
  }

  public long durableTerm() {
    return writer.durable().term();
  }

  /// Returns the greatest bound B of the applied entries (C1).
  public long bound() {
    return writer.applied().bound();
  }

  /// Returns the term of the entry that carried {@link #bound}.
  public long boundTerm() {
    return writer.applied().boundTerm();
  }

  /// Returns the greatest closed timestamp of the applied entries.
  public long closedTs() {
    return writer.applied().closedTs();
  }

  /// Returns the greatest timestamp of any version or deletion; reads at or above it never touch
  /// history.
  public long maxTimestamp() {
    return writer.maxTimestamp();
  }

  /// Returns the timestamp below which reads are refused.
  public long gcHorizon() {
    return horizon.get();
  }

  /// Returns the newest version of a key, also if its time to live has passed; null if it is
  /// absent.
  public @Nullable Version newest(byte[] key) {
    return newest(key, 0, key.length);
  }

  public @Nullable Version newest(byte[] buffer, int offset, int length) {
    gate.enter();
    try {
      return points.newest(buffer, offset, length);
    } finally {
      gate.leave();
    }
  }

  /// Returns the version that is visible at `readAt`; null if the key was absent, or expired at the
  /// physical part of `readAt`.
  ///
  /// @throws HalcyonException with `OutOfRange` if `readAt` lies below the garbage horizon
  public @Nullable Version read(byte[] key, long readAt) {
    gate.enter();
    try {
      return points.read(key, readAt);
    } finally {
      gate.leave();
    }
  }

  /// Returns what a key is at `readAt`, and the timestamp that this depends on.
  ///
  /// @param exactly whether a deletion's timestamp must be exact; costs an iterator if the key is
  ///   absent
  /// @throws HalcyonException with `OutOfRange` if `readAt` lies below the garbage horizon
  public KeyState state(byte[] key, long readAt, boolean exactly) {
    gate.enter();
    try {
      return points.state(key, readAt, exactly);
    } finally {
      gate.leave();
    }
  }

  /// Returns the timestamp of the last version or deletion of `key` if it is above `ts`, else 0.
  /// The deletion of an absent key changes nothing and does not count.
  ///
  /// @throws HalcyonException with `OutOfRange` if `ts` lies below the garbage horizon
  public long lastWriteAfter(byte[] key, long ts) {
    return guarded(() -> points.lastWriteAfter(key, ts));
  }

  /// Returns one page of a range in key order.
  ///
  /// @throws HalcyonException with `OutOfRange` if `readAt` lies below the garbage horizon
  public ScanPage scan(ScanRange range) {
    return guarded(() -> ranges.scan(range));
  }

  /// Returns what changed in a range in `(afterTs, upToTs]`: every version and every deletion.
  ///
  /// Costs a walk over the range's newest keys, and over its history since `afterTs`.
  ///
  /// @param limit most changes, unless a single timestamp has more
  /// @throws HalcyonException with `OutOfRange` if `afterTs` lies below the garbage horizon
  public ChangePage changes(
      byte[] start, byte @Nullable [] end, long afterTs, long upToTs, int limit) {
    return guarded(() -> changes.changes(start, end, afterTs, upToTs, limit));
  }

  /// Returns whether anything in a range was written or deleted in `(afterTs, upToTs]`. The
  /// deletion of an absent key changes nothing and does not count.
  ///
  /// @throws HalcyonException with `OutOfRange` if `afterTs` lies below the garbage horizon
  public boolean changed(byte[] start, byte @Nullable [] end, long afterTs, long upToTs) {
    return guarded(() -> changes.changed(start, end, afterTs, upToTs));
  }

  /// Returns the outcome that is remembered for a request, or null.
  public byte @Nullable [] outcome(RequestId id) {
    return record(ColumnFamily.OUTCOMES, Layout.outcomeKey(id));
  }

  /// Returns a free-form record of the shard, or null.
  public byte @Nullable [] meta(byte[] name) {
    return record(ColumnFamily.META, MetaKeys.named(name));
  }

  public byte @Nullable [] intent(byte[] key) {
    return record(ColumnFamily.INTENTS, key);
  }

  /// Returns the first intents of a range in key order; `end` null means to the last.
  public List<StoredRecord> intents(byte[] start, byte @Nullable [] end, int limit) {
    return guarded(() -> records.scan(ColumnFamily.INTENTS, start, end, limit));
  }

  public byte @Nullable [] txn(byte[] key) {
    return record(ColumnFamily.TXNS, key);
  }

  /// Returns the first transaction records of a range in key order; `end` null means to the last.
  public List<StoredRecord> txns(byte[] start, byte @Nullable [] end, int limit) {
    return guarded(() -> records.scan(ColumnFamily.TXNS, start, end, limit));
  }

  /// Returns what is remembered under `key` of a request made at `createdMillis`, or null; also
  /// what lies before the mark and has not been dropped yet.
  public byte @Nullable [] remembered(long createdMillis, byte[] key) {
    return record(ColumnFamily.REMEMBERED, Layout.rememberedKey(createdMillis, key));
  }

  /// Returns the mark before which what is remembered may have been dropped; it never falls.
  public long forgottenBeforeMillis() {
    return writer.forgottenBeforeMillis();
  }

  /// Returns keys whose newest version expired at or before `nowMillis`, the longest expired first.
  public List<Expired> expired(long nowMillis, int limit) {
    return guarded(() -> records.expired(nowMillis, limit));
  }

  /// Drops versions that were superseded before `horizonTs` and outcomes of requests made before
  /// `outcomesBeforeMillis`, in whole buckets of about 66 s. Local to this replica: reads below the
  /// horizon are refused from now on, also after a restart. May flush.
  ///
  /// Once the log has set a mark ({@link #forgottenBeforeMillis}), that and not the argument says
  /// which outcomes go: what a leader has not forgotten must be found by its successor.
  public void collectGarbage(long horizonTs, long outcomesBeforeMillis) {
    garbageLock.lock();
    try {
      gate.enter();
      try {
        if (horizonTs > horizon.get()) {
          garbage.raise(horizonTs);
        }
        if (garbage.hasHistoryBelow(horizon.get())) {
          writer.flush();
          garbage.dropHistory(horizon.get());
        }
        long mark = writer.forgottenBeforeMillis();
        garbage.dropOutcomes(mark > 0 ? mark : outcomesBeforeMillis);
        garbage.dropRemembered(mark);
      } finally {
        gate.leave();
      }
    } finally {
      garbageLock.unlock();
    }
  }

  /// Writes everything applied so far to disk and waits; moves {@link #durable}.
  public void flush() {
    gate.enter();
    try {
      writer.flush();
    } finally {
      gate.leave();
    }
  }

  /// Verifies the checksum of every block on disk, at the caller's pace; blocks for long.
  ///
  /// @return false if the pace ended it early
  public boolean scrub(ScrubPace pace) {
    return TableScrub.run(database, pace);
  }

  /// Makes a consistent copy in `target`, which must not exist, by hard links after a flush. It
  /// contains at least what was applied when the call began.
  public Checkpoint checkpoint(Path target) {
    return guarded(() -> {
      writer.flush();
      return CheckpointFiles.create(database, environment, target);
    });
  }

  public StoreStats stats() {
    return guarded(() -> StoreProperties.stats(database, writer, horizon));
  }

  /// Returns the failure after which the store refuses service, or null.
  public @Nullable Failure failure() {
    return gate.failure();
  }

  /// Returns one of RocksDB's integer properties summed over the families; 0 when closed or failed.
  long property(String name) {
    return measured(() -> database.property(name));
  }

  /// Returns the number of tables at a level; 0 when closed or failed.
  long filesAtLevel(int level) {
    return measured(() -> database.filesAtLevel(level));
  }

  private long measured(Supplier<Long> measure) {
    try {
      return guarded(measure);
    } catch (HalcyonException _) {
      // A gauge must not throw; the failure is reported where it happened.
      return 0;
    }
  }

  private byte @Nullable [] record(ColumnFamily family, byte[] key) {
    gate.enter();
    try {
      return database.get(family, key);
    } finally {
      gate.leave();
    }
  }

  private <T> T guarded(Supplier<T> call) {
    gate.enter();
    try {
      return call.get();
    } finally {
      gate.leave();
    }
  }

  /// Waits for calls inside, flushes what is left, and frees the store; harmless when repeated.
  @Override
  public void close() {
    database.close();
  }
}
