package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Write;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is checked of a coordinator's request before the participant sees it. Stateless.
final class HostedRequests {
  private HostedRequests() {}

  /// Returns why this replica must not serve the request (rules R1 and C3), or null.
  static @Nullable Failure refusal(Replica replica, Request request) {
    if (replica.isSystem()) {
      return new Failure.Invalid("the system shard takes no part in transactions");
    }
    Failure unleased = replica.admittance().unleased();
    if (unleased != null) {
      return unleased;
    }
    if (replica.leader() == null) {
      return replica.notLeader();
    }
    Ownership ownership = replica.ownership();
    return switch (request) {
      case Request.Read read -> spans(ownership, replica, read.spans(), Function.identity());
      case Request.Lock lock -> keys(ownership, lock.keys(), Function.identity());
      case Request.Prepare prepare -> keys(ownership, prepare.writes(), Write::key);
      case Request.CommitOnePhase commit -> {
        Failure refused = ownership.check(commit.txn().anchor().bytes());
        refused = refused == null ? keys(ownership, commit.writes(), Write::key) : refused;
        yield refused == null
            ? spans(ownership, replica, commit.checks(), Request.Check::span)
            : refused;
      }
      case Request.Refresh refresh ->
          spans(ownership, replica, refresh.checks(), Request.Check::span);
      case Request.Resolve resolve -> keys(ownership, resolve.keys(), Function.identity());
      case Request.Push push -> ownership.check(push.target().anchor().bytes());
      case Request.Commit commit -> ownership.check(commit.txn().anchor().bytes());
      case Request.Abort abort -> ownership.check(abort.txn().anchor().bytes());
      case Request.Heartbeat heartbeat -> ownership.check(heartbeat.txn().anchor().bytes());
      case Request.Forget forget -> ownership.check(forget.txn().anchor().bytes());
      case Request.Status status -> ownership.check(status.txn().anchor().bytes());
      case Request.Release _, Request.Touch _ -> null;
      case Request.Apply _ -> new Failure.Invalid("an operation is not sent as a transaction");
    };
  }

  private static <T> @Nullable Failure keys(
      Ownership ownership, List<T> parts, Function<T, Key> keyOf) {
    for (T part : parts) {
      Failure refused = ownership.check(keyOf.apply(part).bytes());
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /// Of a range that is owned in part, the other keys are passed over.
  private static <T> @Nullable Failure spans(
      Ownership ownership, Replica replica, List<T> parts, Function<T, Span> spanOf) {
    for (T part : parts) {
      Span span = spanOf.apply(part);
      Failure refused =
          span.isPoint()
              ? ownership.check(span.start().bytes())
              : ownership.epoch().value() == 0
                  ? new Failure.NotOwner(replica.shard(), ownership.epoch())
                  : null;
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /// Returns the greatest timestamp that a request brings along; the clock must have reached it.
  static long latest(Request request) {
    return switch (request) {
      case Request.Read read -> read.readAt();
      case Request.Lock lock -> lock.readAt();
      case Request.Prepare prepare -> prepare.atLeast();
      case Request.CommitOnePhase commit -> commit.atLeast();
      case Request.Refresh refresh -> refresh.upTo();
      case Request.Push push -> push.above();
      case Request.Commit commit -> commit.at();
      case Request.Apply _,
          Request.Abort _,
          Request.Heartbeat _,
          Request.Resolve _,
          Request.Forget _,
          Request.Release _,
          Request.Touch _,
          Request.Status _ ->
          0;
    };
  }
}
