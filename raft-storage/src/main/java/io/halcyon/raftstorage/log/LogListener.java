package io.halcyon.raftstorage.log;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import org.jspecify.annotations.Nullable;

/// What a replica hears from its log. Called on threads of the log: calls must be short and must
/// not throw; a throwing call stops the replica like a failed store.
///
/// {@link #applied} comes on the apply thread in log order. The leadership calls come in an order
/// of their own, one at a time; a term that {@link #leaderReady} has named is led until {@link
/// #leadershipLost}.
public interface LogListener {
  /// The store is open: once before anything else, and again whenever a checkpoint has replaced it;
  /// what the store contains was not announced by {@link #applied}. Called on the apply thread or,
  /// at the start, by the thread that opens the log.
  void restored(ShardStore store);

  /// An entry was applied, and the store has it. Not called for entries without effect: no-ops,
  /// configurations, entries of a stale term; nor for what the store had before a restart.
  ///
  /// @param entry valid during the call only
  void applied(long term, long index, EntryReader entry);

  /// This replica leads `term` and has applied everything of earlier terms; proposals evaluated in
  /// `term` are accepted from now on.
  void leaderReady(long term);

  /// This replica leads no longer. May come late: rule C1 must not rely on it.
  void leadershipLost();

  /// The leader, as far as known, or null.
  void leaderChanged(@Nullable NodeId leader, long term);

  /// The log was forced to disk, which took this long. Called by the thread that writes the log,
  /// for every force: it must cost next to nothing.
  default void synced(long nanos) {}

  /// The replica has stopped itself for good and keeps its files as evidence. Called at most once,
  /// and last. The node repairs the replica or ends itself.
  ///
  /// @param failure `Corrupted` if stored data is damaged, `Internal` otherwise
  void failed(Failure failure);
}
