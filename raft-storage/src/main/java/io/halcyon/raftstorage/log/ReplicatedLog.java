package io.halcyon.raftstorage.log;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.engine.ShardStore;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// One replica's end of a shard's replicated log (Raft, Ongaro and Ousterhout 2014), together with
/// the store that the log is applied to.
///
/// Guarantees: entries are applied in log order, at most once each, on every replica; an entry
/// whose evaluated term differs from the term it was appended in applies nowhere (rule S2); an
/// outcome `Applied` means that a majority has the entry on disk and that this replica's store has
/// applied it.
///
/// Thread-safe. Nothing here blocks, except {@link #close}. Futures complete on a thread of the
/// log: what depends on them must be short or move to a thread of its own.
public interface ReplicatedLog extends AutoCloseable {
  /// Proposes an entry made by `EntryWriter`. Entries proposed by one thread, one after the other,
  /// are appended in that order; several may be in flight. The array belongs to the log from then
  /// on.
  ///
  /// @return the outcome, never an exception
  CompletableFuture<Outcome> propose(byte[] entry);

  /// What became of a proposal.
  sealed interface Outcome {
    /// The entry is committed and applied on this replica.
    ///
    /// @param term the term it was evaluated and appended in
    record Applied(long term, long index) implements Outcome {}

    /// The entry has no effect on any replica, now or later.
    record Rejected(Failure failure) implements Outcome {}

    /// The entry may be applied or not, now or later.
    record Unknown(String detail) implements Outcome {}
  }

  /// Returns what this replica knows at the moment; cheap enough for every second, not for every
  /// request.
  LogStatus status();

  /// Returns a moment of the process's monotonic clock at or after which no entry of another leader
  /// has arrived here, by append or by checkpoint; empty if that is not known.
  default OptionalLong lastArrivalNanos() {
    return OptionalLong.empty();
  }

  /// Returns the store as of now. A snapshot install replaces it: fetch it anew for every
  /// operation, and expect a `HalcyonException` with `Unavailable` in between and after {@link
  /// #close}.
  ShardStore store();

  /// Moves the leadership to `target`; only the leader can. Completes once `target` leads, else
  /// exceptionally with a `HalcyonException`; the leadership may then be anywhere.
  CompletableFuture<Void> transferLeadership(NodeId target);

  /// Makes the membership exactly `members` as voters and `learners` without a vote; only the
  /// leader can. At most one voter may be added or removed in a call, and an added one must be a
  /// learner that has caught up; learners change freely. Completes once the new configuration is
  /// committed, else exceptionally with a `HalcyonException`: then the membership is the old or the
  /// new one.
  CompletableFuture<Void> changeMembers(List<NodeId> members, List<NodeId> learners);

  /// Stops this replica: proposals in flight complete as `Unknown`, the store is flushed and
  /// closed, no listener call follows. The data stays. Calling it twice is harmless.
  @Override
  void close();
}
