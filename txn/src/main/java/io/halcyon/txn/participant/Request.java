package io.halcyon.txn.participant;

import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a coordinator asks of a shard's leader. Each may be lost, doubled, late and repeated: all
/// are idempotent. Ownership (R1) and the lease are the shell's to check before.
public sealed interface Request {
  /// Reads spans (points among them) at `readAt`; 0 lets this leader assign the timestamp.
  ///
  /// Answers: `Rows`, `Blocked`.
  ///
  /// @param reader null for a read outside of transactions
  /// @param limit most rows over all ranges; points do not count, but what does not fit into an
  ///   answer is left for another request, too
  /// @param known what the coordinator has learned by pushing
  record Read(
      @Nullable TxnId reader,
      long readAt,
      List<Span> spans,
      int limit,
      boolean reverse,
      List<Verdict> known)
      implements Request {
    public Read {
      spans = List.copyOf(spans);
      known = List.copyOf(known);
    }
  }

  /// Locks keys of this shard and reads their newest versions, at `max(readAt, newest)`.
  ///
  /// Answers: `Locked`, `Waiting`, `LockRefused`, `Blocked` never.
  ///
  /// @param readAt 0 lets this leader assign the timestamp
  record Lock(TxnRef txn, List<Key> keys, LockMode mode, WaitPolicy policy, long readAt)
      implements Request {
    public Lock {
      keys = List.copyOf(keys);
    }
  }

  /// First phase: lays intents. Takes the locks it needs.
  ///
  /// Answers: `Prepared`, `Waiting`, `WriteConflict`, `Ended` if the attempt is known to be over,
  /// `TooOld`.
  ///
  /// @param atLeast the least timestamp wanted; 0 lets this leader choose from its clock
  record Prepare(TxnRef txn, List<Write> writes, long atLeast) implements Request {
    public Prepare {
      writes = List.copyOf(writes);
    }
  }

  /// Commits at once what concerns this shard only, which is the anchor's.
  ///
  /// Answers: `Ended` with what the request came to, `MustMove`, `Changed`, `WriteConflict`,
  /// `Waiting`, `Blocked`, `TooOld`.
  ///
  /// @param checks what the transaction has read or locked in this shard
  /// @param atLeast as in `Prepare`
  /// @param mayMove whether the commit may take a later timestamp than `atLeast`: false if the
  ///   transaction has read elsewhere
  /// @param answer to remember for a repetition of the request
  /// @param known what the coordinator has learned by pushing, for the checks
  /// @param notAfter the greatest timestamp at which it may write; beyond it is `MustMove`
  record CommitOnePhase(
      TxnRef txn,
      List<Write> writes,
      List<Check> checks,
      long atLeast,
      boolean mayMove,
      Value answer,
      List<Verdict> known,
      long notAfter)
      implements Request {
    public CommitOnePhase {
      writes = List.copyOf(writes);
      checks = List.copyOf(checks);
      known = List.copyOf(known);
    }

    /// Without a bound on the timestamp.
    public CommitOnePhase(
        TxnRef txn,
        List<Write> writes,
        List<Check> checks,
        long atLeast,
        boolean mayMove,
        Value answer,
        List<Verdict> known) {
      this(txn, writes, checks, atLeast, mayMove, answer, known, Long.MAX_VALUE);
    }
  }

  /// Evaluates and commits a single operation on keys of this shard, at their newest versions: a
  /// put, a compare-and-set, a conditional batch. It waits for locks and intents like a transaction
  /// and comes above what others have read, but needs no coordinator.
  ///
  /// Answers: `Ended` with what the request came to, `Waiting`, `TooOld`.
  ///
  /// @param txn the request; its anchor is one of the keys, or of the same shard
  /// @param keys all that the operation reads or writes
  record Apply(TxnRef txn, List<Key> keys, Operation operation) implements Request {
    public Apply {
      keys = List.copyOf(keys);
    }
  }

  /// What an `Apply` does; made by the shell, evaluated at the leader (S2).
  interface Operation {
    /// Returns what comes of it at `at`, which is above every version of the keys; must not change
    /// anything, since it may be asked again.
    Evaluated evaluate(ShardState state, long at);
  }

  /// What an operation comes to.
  ///
  /// @param writes of keys among those of the operation; none if a condition failed, which is
  ///   remembered like a success
  record Evaluated(List<Write> writes, Value answer) {
    public Evaluated {
      writes = List.copyOf(writes);
    }
  }

  /// Asks whether what was read is unchanged up to `upTo`, and keeps it so.
  ///
  /// Answers: `Done`, `Changed`, `Blocked`.
  record Refresh(TxnId txn, List<Check> checks, long upTo, List<Verdict> known) implements Request {
    public Refresh {
      checks = List.copyOf(checks);
      known = List.copyOf(known);
    }
  }

  /// Asks the anchor about `target`: a read of its decision record at `above`.
  ///
  /// Answers: `Ended`, or `Pending` after `patienceMillis`. Aborts the target if its coordinator
  /// has been silent for too long.
  ///
  /// @param above if pending, the target will commit above this; 0 asks without pushing
  /// @param patienceMillis how long to wait for a decision before pushing
  record Push(TxnRef target, long above, long patienceMillis) implements Request {}

  /// Second phase: decides on the anchor's shard. The first decision stands.
  ///
  /// Answers: `Ended`, `MustMove`, `TooOld`.
  ///
  /// @param at above every timestamp at which its participants prepared or refreshed
  record Commit(TxnRef txn, long at, Value answer) implements Request {}

  /// Aborts on the anchor's shard unless it is decided. Answers: `Ended`.
  record Abort(TxnRef txn, TxnOutcome.Cause cause) implements Request {}

  /// Tells the anchor that the coordinator lives, and whom it waits for.
  ///
  /// Answers: `Done`, or `Ended` if the attempt was decided by others.
  record Heartbeat(TxnRef txn, List<TxnRef> waitsFor) implements Request {
    public Heartbeat {
      waitsFor = List.copyOf(waitsFor);
    }
  }

  /// Tells a shard that the owner of locks there lives. Not an answer about the transaction: only
  /// the anchor has that. Answers: `Done`.
  record Touch(TxnRef txn) implements Request {}

  /// Ends an attempt on some keys: intents become versions or vanish. Answers: `Done`.
  ///
  /// @param over whether the transaction is over, so that its locks in this shard are released
  record Resolve(TxnRef txn, List<Key> keys, TxnOutcome outcome, boolean over) implements Request {
    public Resolve {
      keys = List.copyOf(keys);
    }
  }

  /// All intents are resolved: the record of a committed attempt may go. Answers: `Done`.
  record Forget(TxnRef txn) implements Request {}

  /// Releases the locks and places in queues of a transaction in this shard. Answers: `Done`.
  record Release(TxnRef txn) implements Request {}

  /// Asks what became of a request, any attempt. Answers: `Ended`, `NotDecided`, `TooOld`.
  record Status(TxnRef txn) implements Request {}

  /// Something that was read or locked: unchanged from `from` on.
  record Check(Span span, long from) {}

  /// What to do when a lock is held.
  enum WaitPolicy {
    WAIT,
    NOWAIT,
    SKIP_LOCKED
  }
}
