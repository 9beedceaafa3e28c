package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
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
  private volatile boolean participating;
  // The one before `newest`.
  private @Nullable InFlightEntry previous;

  LeaderState(long term, long appliedBefore) {
    this.term = term;
    this.pending = new PendingKeys(appliedBefore);
  }

  /// Announces an entry before its evaluation begins, so that reads have something to wait for.
  synchronized void begin(InFlightEntry entry) {
    inFlight.add(entry);
    previous = newest;
    newest = entry;
  }

  /// Takes back the entry begun last, which carries nothing. Who waits for it means the entries
  /// before it too.
  void abandon(InFlightEntry entry) {
    InFlightEntry before;
    synchronized (this) {
      inFlight.remove(entry);
      before = previous;
      newest = before;
      previous = null;
    }
    if (before == null) {
      entry.done();
    } else {
      before.whenDone(entry::done);
    }
  }

  /// Fails a write that has no effect and is not in the log.
  void giveUp(PendingWrite write, Failure failure) {
    for (int stripe : write.stripes()) {
      pending.end(stripe, 0);
    }
    write.holds(PendingWrite.NO_STRIPES);
    if (write.command().serves()) {
      writesById.remove(write.command().id(), write);
    }
    write.fail(failure);
  }

  /// Says whether the participant evaluates (ADR-0012). Set by the proposer's turn.
  void participating(boolean now) {
    participating = now;
  }

  /// Returns whether the participant evaluates. A read that was told no after it had taken its
  /// timestamp need not be noted: the participant begins above it.
  boolean participating() {
    return participating;
  }

  synchronized int inFlightCount() {
    return inFlight.size();
  }

  /// Returns the entry begun last, done or not; null if there was none.
  @Nullable InFlightEntry newest() {
    return newest;
  }

  /// Returns a timestamp up to which every write of this leader is applied: below the oldest entry
  /// in flight, or `otherwise`, which must have been read from the clock before this call.
  synchronized long allAppliedUpTo(long otherwise) {
    InFlightEntry oldest = inFlight.peek();
    return oldest == null ? otherwise : Math.min(otherwise, oldest.after);
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
