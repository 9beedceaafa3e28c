package io.halcyon.raftstorage.ratis;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.jspecify.annotations.Nullable;

/// What Ratis's replies and exceptions mean to a proposer.
///
/// What decides is not the kind of the exception but whether the entry had reached the log: a
/// `NotLeaderException` comes both before the append and when a leader with the entry in its log
/// steps down, after which the next leader may commit it.
final class Replies {
  private static final Duration RETRY_AFTER = Duration.ofMillis(20);

  private Replies() {}

  /// Returns the outcome of a proposal that was not applied on this replica while it led.
  static Outcome outcome(ShardId shard, boolean mayBeAppended, @Nullable Throwable cause) {
    Throwable reason = unwrap(cause);
    if (mayBeAppended) {
      return new Outcome.Unknown(
          reason == null ? "answered before it was applied" : describe(reason));
    }
    return new Outcome.Rejected(failure(shard, reason));
  }

  /// Returns the failure of a request that had no effect.
  static Failure failure(ShardId shard, @Nullable Throwable reason) {
    return switch (reason) {
      case null -> new Failure.Unavailable("Raft gave no reason");
      case NotLeaderException e -> new Failure.NotLeader(shard, hint(e));
      case LeaderSteppingDownException _ -> new Failure.NotLeader(shard, null);
      case LeaderNotReadyException e -> new Failure.Unavailable(describe(e));
      case ServerNotReadyException e -> new Failure.Unavailable(describe(e));
      case ResourceUnavailableException e -> new Failure.Overloaded(describe(e), RETRY_AFTER);
      default -> new Failure.Unavailable(describe(reason));
    };
  }

  private static io.halcyon.core.id.@Nullable NodeId hint(NotLeaderException e) {
    RaftPeer leader = e.getSuggestedLeader();
    return leader == null ? null : GroupNames.node(leader.getId());
  }

  /// Returns why a request failed, or null if it succeeded.
  static @Nullable Throwable problem(@Nullable RaftClientReply reply, @Nullable Throwable thrown) {
    if (thrown != null) {
      return unwrap(thrown);
    }
    if (reply == null) {
      return new IllegalStateException("no reply");
    }
    return reply.isSuccess() ? null : reply.getException();
  }

  static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
    Throwable reason = thrown;
    while (reason instanceof CompletionException && reason.getCause() != null) {
      reason = reason.getCause();
    }
    return reason;
  }

  static String describe(Throwable reason) {
    return reason.getClass().getSimpleName() + ": " + reason.getMessage();
  }
}
