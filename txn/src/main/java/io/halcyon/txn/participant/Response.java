package io.halcyon.txn.participant;

import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a shard's leader answers.
public sealed interface Response {
  /// What was read.
  ///
  /// @param rows of each point its row, absent or not, and the existing rows of ranges, in the
  ///   order asked
  /// @param rest what was not read because of the limit, or of the answer's size
  record Rows(long readAt, List<Row> rows, List<Span> rest) implements Response {
    public Rows {
      rows = List.copyOf(rows);
      rest = List.copyOf(rest);
    }
  }

  /// Intents of others may have become versions that should be seen: push them and ask again with
  /// what was learned.
  ///
  /// @param readAt what to push above
  record Blocked(long readAt, List<Obstacle> by) implements Response {
    public Blocked {
      by = List.copyOf(by);
    }
  }

  /// An intent in the way.
  record Obstacle(TxnRef txn, Key key) {}

  /// A lock is held by others. The place in the queue is kept for a while: ask the same again,
  /// after having seen to it that the blockers live.
  record Waiting(Key key, List<Blocker> blockers, long waitedMillis) implements Response {
    public Waiting {
      blockers = List.copyOf(blockers);
    }
  }

  /// NOWAIT: somebody else has the lock.
  record LockRefused(Key key, List<Blocker> blockers) implements Response {
    public LockRefused {
      blockers = List.copyOf(blockers);
    }
  }

  /// Keys are locked and read.
  ///
  /// @param at the timestamp of the read: at or above every version shown
  /// @param rows of each key that is not skipped its newest version
  record Locked(long at, List<Row> rows, List<Key> skipped) implements Response {
    public Locked {
      rows = List.copyOf(rows);
      skipped = List.copyOf(skipped);
    }
  }

  /// Intents are laid; they can commit at or above `at`.
  record Prepared(long at) implements Response {}

  /// The commit cannot be at or below the timestamp asked for; nothing was done.
  record MustMove(long least) implements Response {}

  /// Somebody else has written what the transaction had read or locked.
  ///
  /// @param at when; for a range the end of what was checked
  /// @param by who, if that is remembered
  record Changed(Key key, long at, @Nullable TxnRef by) implements Response {}

  /// Somebody else has written what the transaction writes, above the write's basis.
  ///
  /// @param by who, if that is remembered
  record WriteConflict(Key key, long at, @Nullable TxnRef by) implements Response {}

  /// The attempt is over.
  ///
  /// @param txn whose outcome it is: of a request whose other attempt has committed, that attempt
  /// @param answer what is remembered with a commit
  record Ended(TxnRef txn, TxnOutcome outcome, @Nullable Value answer) implements Response {}

  /// The target of a push is undecided.
  ///
  /// @param pushedTo it will commit above this, if at all; 0 if it was not pushed
  /// @param silentMillis since its coordinator was last heard of
  /// @param waitsFor whom its coordinator says it waits for
  record Pending(long pushedTo, long silentMillis, List<TxnRef> waitsFor) implements Response {
    public Pending {
      waitsFor = List.copyOf(waitsFor);
    }
  }

  /// No attempt of the request has committed so far.
  record NotDecided() implements Response {}

  record Done() implements Response {}

  /// The request is older than what is remembered: it was not evaluated, and whether it took effect
  /// before cannot be told any more.
  record TooOld() implements Response {}
}
