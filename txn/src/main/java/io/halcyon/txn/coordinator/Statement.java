package io.halcyon.txn.coordinator;

import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session says to its transaction, one at a time. Any of them may be answered with
/// `MustRestart` or `Failed`, too.
public sealed interface Statement {
  /// Reads keys. Answer: `Rows`; `Failed` with `INVALID` if their values are larger than
  /// `bytesMax`, and the transaction goes on.
  record Get(List<Key> keys, long bytesMax) implements Statement {
    public Get {
      keys = List.copyOf(keys);
    }

    /// Without a bound.
    public Get(List<Key> keys) {
      this(keys, Long.MAX_VALUE);
    }
  }

  /// Reads a range in key order. Answer: `Rows`; fewer than `limit` if those read so far have
  /// reached `bytesMax`, but at least one.
  record Scan(Span span, int limit, boolean reverse, long bytesMax) implements Statement {
    /// Without a bound on bytes.
    public Scan(Span span, int limit, boolean reverse) {
      this(span, limit, reverse, Long.MAX_VALUE);
    }
  }

  /// Locks keys and reads them. Answer: `Locked`, `Refused`.
  record Lock(List<Key> keys, LockMode mode, WaitPolicy policy) implements Statement {
    public Lock {
      keys = List.copyOf(keys);
    }
  }

  /// Buffers a write; `value` null deletes. Answer: `Done`.
  record Put(Key key, @Nullable Value value) implements Statement {}

  /// Answer: `Done`.
  record Savepoint(String name) implements Statement {}

  /// Undoes the writes since the savepoint, which stays; locks stay. Answer: `Done`.
  record RollbackTo(String name) implements Statement {}

  /// Forgets the savepoint and those after it, keeps the writes. Answer: `Done`.
  record ReleaseSavepoint(String name) implements Statement {}

  /// Answer: `Committed`, `MustRestart`, `Failed` or `Ambiguous`.
  ///
  /// @param answer remembered with the commit for a repetition of the request
  /// @param remember whether the outcome must be remembered even if nothing was written: true for a
  ///   request that may be repeated and whose answer could then differ (T3)
  record Commit(Value answer, boolean remember) implements Statement {}

  /// May also be said while a statement is under way, unless that is a commit that has got so far
  /// that it may happen. Answer: `RolledBack`.
  record Rollback() implements Statement {}

  /// After `MustRestart`: a new attempt of the same age, with the locks of the last. Answer:
  /// `Done`.
  record Restart() implements Statement {}
}
