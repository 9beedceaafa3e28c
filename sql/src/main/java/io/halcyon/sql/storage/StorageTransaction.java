package io.halcyon.sql.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One transaction over stored keys (keyspace byte included). Reads see the transaction's own
/// writes.
///
/// Calls block, and throw {@link io.halcyon.core.failure.HalcyonException}: with `MustRestart` or
/// `Conflicted` if it lost against another one, `LockNotAvailable` if a lock is not to be had (the
/// transaction goes on), `TxnEnded` if it is over, `Ambiguous` if a commit's outcome is unknown.
/// Owned by one thread at a time, except {@link #cancel}. Arrays that are handed over or out are
/// not changed afterwards by anyone.
public interface StorageTransaction {
  /// Returns the values of keys, in their order; null for what is absent.
  List<byte @Nullable []> get(List<byte[]> keys);

  /// Returns the value of a key, null if it is absent. That it is unchanged is checked at the
  /// commit, whatever the isolation.
  byte @Nullable [] getValidated(byte[] key);

  /// From now on all that is read is checked at the commit, whatever the isolation.
  void validateReads();

  /// Returns a part of a range, in key order or, if `reverse`, against it.
  ScanPage scan(ScanRequest request);

  /// Locks keys; what they hold is returned as by {@link #get}.
  LockedRows lock(List<byte[]> keys, LockStrength strength, LockWait policy);

  /// Buffers a write.
  void put(byte[] key, byte[] value);

  /// Buffers a removal.
  void delete(byte[] key);

  void savepoint(String name);

  void rollbackTo(String name);

  void release(String name);

  /// Commits; the transaction is over whatever this throws. Returns its timestamp, 0 if it wrote
  /// nothing.
  ///
  /// @param notAfter the greatest timestamp at which it may write; beyond it is `MustRestart`
  long commit(long notAfter);

  /// Commits without a bound on the timestamp.
  default long commit() {
    return commit(Long.MAX_VALUE);
  }

  /// Ends it without effect; nothing happens if it is over.
  void rollback();

  /// Returns the snapshot that is read; 0 before the first read.
  long readTimestamp();

  /// Ends it without effect, and makes the call under way fail. Any thread.
  void cancel();

  /// A range to read.
  ///
  /// @param start first key
  /// @param end first key that is not in it
  /// @param part the distribution part of all keys in it, so that one shard is asked; null to ask
  ///   all
  /// @param limit most rows
  record ScanRequest(
      byte[] start, byte[] end, byte @Nullable [] part, int limit, boolean reverse) {}

  /// Rows of a range.
  ///
  /// @param more whether there may be more: go on behind the last key, or before it if reverse
  record ScanPage(List<byte[]> keys, List<byte[]> values, boolean more) {}

  /// What was locked.
  ///
  /// @param values as of {@link #get}; null also for what was skipped
  /// @param skipped for each key, whether it was left alone because another one has it
  record LockedRows(List<byte @Nullable []> values, boolean[] skipped) {}

  /// `FOR SHARE` or `FOR UPDATE`.
  enum LockStrength {
    SHARE,
    UPDATE
  }

  /// What to do about a lock that another one has.
  enum LockWait {
    WAIT,
    NOWAIT,
    SKIP
  }
}
