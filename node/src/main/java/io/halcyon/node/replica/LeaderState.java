package io.halcyon.node.replica;

import io.halcyon.core.id.RequestId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a leader knows only in memory, for one term. A new leader starts with an empty one, which
/// the low-water mark makes safe (rule C1).
///
/// Entries are proposed by one thread at a time and complete in log order; the queue is guarded by
/// this object's lock.
final class LeaderState {
  final long term;
  final PendingKeys pending;
  final Map<RequestId, PendingWrite> writesById = new ConcurrentHashMap<>();
  private final ArrayDeque<InFlightEntry> inFlight = new ArrayDeque<>();
  private volatile @Nullable InFlightEntry newest;

  LeaderState(long term, long appliedBefore) {
    this.term = term;
    this.pending = new PendingKeys(appliedBefore);
  }

  /// Announces an entry before its evaluation begins, so that reads have something to wait for.
  synchronized void begin(InFlightEntry entry) {
    inFlight.add(entry);
    newest = entry;
  }

  /// Takes back an announced entry that carries nothing.
  void abandon(InFlightEntry entry) {
    synchronized (this) {
      inFlight.remove(entry);
    }
    entry.done();
  }

  synchronized int inFlightCount() {
    return inFlight.size();
  }

  /// Returns the entry begun last, done or not; null if there was none.
  @Nullable InFlightEntry newest() {
    return newest;
  }

  /// Returns a timestamp below which every write of this leader is applied: just below the oldest
  /// one in flight, or `otherwise`.
  synchronized long allAppliedBelow(long otherwise) {
    for (InFlightEntry entry : inFlight) {
      if (entry.firstTimestamp > 0) {
        return Math.min(otherwise, entry.firstTimestamp - 1);
      }
    }
    return otherwise;
  }

  /// Removes and returns the completed entries at the head of the queue, in log order.
  synchronized List<InFlightEntry> takeCompleted() {
    List<InFlightEntry> completed = new ArrayList<>(1);
    while (!inFlight.isEmpty() && inFlight.element().outcome != null) {
      completed.add(inFlight.remove());
    }
    return completed;
  }
}
