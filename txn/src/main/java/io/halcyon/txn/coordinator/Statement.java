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
  ///
  /// @param validated whether the commit is to check that it is unchanged, also where the isolation
  ///   does not ask for that
  record Get(List<Key> keys, long bytesMax, boolean validated) implements Statement {
    public Get {
      keys = List.copyOf(keys);
    }

    public Get(List<Key> keys, long bytesMax) {
      this(keys, bytesMax, false);
    }

    /// Without a bound.
    public Get(List<Key> keys) {
      this(keys, Long.MAX_VALUE);
    }
  }

  /// Reads a range in key order. Answer: `Rows`; fewer than `limit` if those read so far have
  /// reached `bytesMax`, but at least one.
  ///
  /// @param validated as in `Get`
  record Scan(Span span, int limit, boolean reverse, long bytesMax, boolean validated)
      implements Statement {
    public Scan(Span span, int limit, boolean reverse, long bytesMax) {
      this(span, limit, reverse, bytesMax, false);
    }

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
  /// @param notAfter the greatest timestamp at which it may write; beyond it is `MustRestart`
  record Commit(Value answer, boolean remember, long notAfter) implements Statement {
    /// Without a bound on the timestamp.
    public Commit(Value answer, boolean remember) {
      this(answer, remember, Long.MAX_VALUE);
    }
  }

  /// May also be said while a statement is under way, unless that is a commit that has got so far
  /// that it may happen. Answer: `RolledBack`.
  record Rollback() implements Statement {}

  /// After `MustRestart`: a new attempt of the same age, with the locks of the last. Answer:
  /// `Done`.
  record Restart() implements Statement {}
}
