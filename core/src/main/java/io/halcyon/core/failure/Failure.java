package io.halcyon.core.failure;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Why a request did not succeed. Each kind names the caller's next step.
public sealed interface Failure {
  /// Nothing was applied; ask `leaderHint`, or refresh the shard map when it is null.
  record NotLeader(ShardId shard, @Nullable NodeId leaderHint) implements Failure {}

  /// Nothing was applied; the shard does not own the key, whose ring is at least at `known`.
  record NotOwner(ShardId shard, Epoch known) implements Failure {}

  /// Nothing was applied; the shard or node cannot serve for the moment (no leader, no lease,
  /// starting, draining). Retry.
  record Unavailable(String detail) implements Failure {}

  /// Nothing was applied: transactions are in the way of a single operation. The router sees
  /// whether they are alive and asks again; no client meets it.
  ///
  /// @param by the answer of the shard's leader, which names them; in the form of `txn-wire`
  record Blocked(String detail, byte[] by) implements Failure {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Blocked blocked
          && detail.equals(blocked.detail)
          && Arrays.equals(by, blocked.by);
    }

    @Override
    public int hashCode() {
      return 31 * detail.hashCode() + Arrays.hashCode(by);
    }
  }

  /// Nothing was applied; retry after the delay.
  record Overloaded(String detail, Duration retryAfter) implements Failure {}

  /// Nothing was applied before the deadline.
  record DeadlineExceeded(String detail) implements Failure {}

  /// The write may or may not be committed; only the same request id may be retried.
  record Ambiguous(String detail) implements Failure {}

  /// Nothing was applied now; what became of an earlier try is no longer known.
  record RetryWindowPassed(String detail) implements Failure {}

  /// The request is wrong; a retry cannot help.
  record Invalid(String detail) implements Failure {}

  /// The request is right, but this version of Halcyon cannot do it.
  record Unsupported(String detail) implements Failure {}

  /// The value in place does not allow the operation (an increment of text).
  record WrongValue(String detail) implements Failure {}

  /// The snapshot asked for has been collected, or its position is otherwise out of range.
  record OutOfRange(String detail) implements Failure {}

  /// A clock is off by more than the configured offset; nothing was applied.
  record ClockSkew(String detail) implements Failure {}

  /// Stored data is damaged and was not served; other replicas may still have it.
  record Corrupted(ShardId shard, String detail) implements Failure {}

  /// A bug or an unexpected condition of the server; whether a write was applied is not known.
  record Internal(String detail) implements Failure {}

  /// What only a transaction can meet. Nothing of it was applied; what was said in it may have to
  /// be said again, so the single request is never safe to retry by itself.
  sealed interface OfTransaction extends Failure {}

  /// The transaction lost to another and is over. Begin it again, after a pause.
  record Conflicted(TxnConflict conflict) implements OfTransaction {}

  /// This attempt lost to another transaction. Restart on the same session (the locks are kept, and
  /// so is the place among the older ones) and say the statements again, or roll back.
  record MustRestart(TxnConflict conflict) implements OfTransaction {}

  /// The lock was not to be had. The statement had no effect, and the transaction goes on.
  record LockNotAvailable(TxnConflict conflict) implements OfTransaction {}

  /// The transaction is over, not by a conflict. Begin it again.
  record TxnEnded(EndCause cause, String detail) implements OfTransaction {}

  /// The transaction is over: it would have written more than it may. Split it.
  record TxnTooLarge(String detail) implements OfTransaction {}

  /// Why a transaction ended that did not lose to another.
  enum EndCause {
    /// Silent for longer than allowed.
    IDLE,
    /// Alive for longer than allowed.
    TIMEOUT,
    /// By an operator.
    OPERATOR,
    /// Its router does not know it (any more): lost with a router, or ended before.
    UNKNOWN
  }

  /// Returns whether nothing was applied and the same request may succeed later.
  default boolean safeToRetry() {
    return switch (this) {
      case NotLeader _, NotOwner _, Unavailable _, Blocked _, Overloaded _ -> true;
      case DeadlineExceeded _,
          Ambiguous _,
          RetryWindowPassed _,
          Invalid _,
          Unsupported _,
          WrongValue _,
          OutOfRange _,
          ClockSkew _,
          Corrupted _,
          Internal _,
          OfTransaction _ ->
          false;
    };
  }

  /// Returns a sentence for people: what happened and what to do.
  default String message() {
    return switch (this) {
      case NotLeader f ->
          "shard "
              + f.shard()
              + " is led "
              + (f.leaderHint() == null ? "elsewhere" : "by node " + f.leaderHint());
      case NotOwner f -> "shard " + f.shard() + " does not own the key at ring epoch " + f.known();
      case Unavailable f -> f.detail();
      case Blocked f -> f.detail();
      case Overloaded f -> f.detail() + "; retry after " + f.retryAfter().toMillis() + " ms";
      case DeadlineExceeded f -> f.detail();
      case Ambiguous f -> f.detail() + "; the write may have been applied";
      case RetryWindowPassed f -> f.detail();
      case Invalid f -> f.detail();
      case Unsupported f -> f.detail();
      case WrongValue f -> f.detail();
      case OutOfRange f -> f.detail();
      case ClockSkew f -> f.detail();
      case Corrupted f -> "shard " + f.shard() + ": " + f.detail();
      case Internal f -> f.detail();
      case Conflicted f -> f.conflict().explain();
      case MustRestart f -> f.conflict().explain();
      case LockNotAvailable f -> f.conflict().explain();
      case TxnEnded f -> f.detail();
      case TxnTooLarge f -> f.detail();
    };
  }
}
