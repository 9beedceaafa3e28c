package io.halcyon.raftstorage.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.raftstorage.entry.EntryReader;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes entries to the store, each as one batch with its position (S1), and knows what has been
/// applied and what is on disk.
///
/// Thread-safe: the lock orders the applying thread and those that flush, so that an older position
/// is never written over a newer one. Readers see volatile fields.
final class StoreWriter {
  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final BatchBuffer batch;

  @GuardedBy("lock")
  private @Nullable EntryApplier applier;

  @GuardedBy("lock")
  private final byte[] encoded = new byte[AppliedState.BYTES];

  /// The position that the store's own record has; skipped entries only move {@link #applied}.
  @GuardedBy("lock")
  private long recordedIndex;

  private volatile AppliedState applied;
  private volatile AppliedPosition durable;

  /// Raised before a write, whereas {@link #applied} follows it: a reader that looks here after it
  /// has looked into the store knows a bound on what it can have seen.
  private volatile long maxTimestamp;

  /// A bound on the timestamps of all deletions, raised like {@link #maxTimestamp}. It is not
  /// stored: an opened store begins with the greatest timestamp of any write.
  private volatile long maxDeletion;

  private volatile long forgottenBeforeMillis;

  StoreWriter(Database database) {
    this.database = database;
    this.batch = BatchBuffer.of(database);
    byte[] record = database.get(ColumnFamily.META, MetaKeys.APPLIED);
    if (record != null && record.length != AppliedState.BYTES) {
      throw new HalcyonException(
          new Failure.Corrupted(database.shard(), "applied record of " + record.length + " bytes"));
    }
    AppliedState state = record == null ? AppliedState.NONE : AppliedState.decode(record);
    applied = state;
    durable = state.position();
    maxTimestamp = state.maxTimestamp();
    maxDeletion = state.maxTimestamp();
    forgottenBeforeMillis = storedMark(database);
    recordedIndex = state.index();
  }

  AppliedState applied() {
    return applied;
  }

  AppliedPosition durable() {
    return durable;
  }

  long maxTimestamp() {
    return maxTimestamp;
  }

  long maxDeletion() {
    return maxDeletion;
  }

  long forgottenBeforeMillis() {
    return forgottenBeforeMillis;
  }

  boolean apply(long term, long index, EntryReader entry) {
    lock.lock();
    try {
      AppliedState before = applied;
      if (index <= before.index()) {
        return false;
      }
      checkTerm(term, index, before);
      if (entry.evaluatedTerm() != term) {
        applied = before.skippedTo(term, index);
        return false;
      }
      EntryExtremes extremes = EntryExtremes.of(entry);
      AppliedState after =
          before.after(term, index, entry.bound(), entry.closedTs(), extremes.timestamp());
      long mark = Math.max(forgottenBeforeMillis, extremes.forgetBeforeMillis());
      boolean written = false;
      try {
        batch.reset();
        applier(entry).build(entry, before.maxTimestamp());
        if (mark > forgottenBeforeMillis) {
          batch.put(ColumnFamily.META, MetaKeys.FORGOTTEN, Layout.millisKey(mark));
        }
        maxTimestamp = after.maxTimestamp();
        maxDeletion = Math.max(maxDeletion, extremes.deletion());
        write(after);
        written = true;
      } finally {
        if (!written) {
          // It takes rows for written that are not.
          applier = null;
        }
      }
      forgottenBeforeMillis = mark;
      applied = after;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void skip(long term, long index) {
    lock.lock();
    try {
      AppliedState before = applied;
      if (index > before.index()) {
        checkTerm(term, index, before);
        applied = before.skippedTo(term, index);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Flushes what has been applied by now, skipped entries included.
  void flush() {
    AppliedState flushed;
    lock.lock();
    try {
      flushed = applied;
      if (recordedIndex < flushed.index()) {
        batch.reset();
        write(flushed);
      }
    } finally {
      lock.unlock();
    }
    database.flush();
    lock.lock();
    try {
      if (flushed.index() > durable.index()) {
        durable = flushed.position();
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void write(AppliedState state) {
    state.encode(encoded);
    batch.put(ColumnFamily.META, MetaKeys.APPLIED, encoded);
    database.write(batch.serialize());
    recordedIndex = state.index();
  }

  @GuardedBy("lock")
  private EntryApplier applier(EntryReader entry) {
    if (applier == null) {
      applier = new EntryApplier(database, batch, entry);
    }
    return applier;
  }

  private static long storedMark(Database database) {
    byte[] mark = database.get(ColumnFamily.META, MetaKeys.FORGOTTEN);
    if (mark != null && mark.length != Long.BYTES) {
      throw new HalcyonException(
          new Failure.Corrupted(database.shard(), "mark of " + mark.length + " bytes"));
    }
    return mark == null ? 0 : (long) Layout.LONG.get(mark, 0);
  }

  private static void checkTerm(long term, long index, AppliedState before) {
    if (term < before.term()) {
      throw new InvariantViolation(
          "entry " + index + " of term " + term + " follows one of term " + before.term());
    }
  }
}
