package io.halcyon.node.replica;

import io.halcyon.raftstorage.log.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One log entry from the moment its evaluation begins until it is applied or known to be lost,
/// with the writes it carries and the reads that wait for it.
///
/// The list of writes belongs to the evaluation and, after it, to the completion; the list of
/// waiters is guarded by this object's lock.
final class InFlightEntry {
  final List<PendingWrite> writes = new ArrayList<>();

  /// Proposals of the participant.
  final List<Long> proposals = new ArrayList<>(0);

  /// Who has made them; null if they were evaluated by the plain way.
  @Nullable ParticipantHost host;

  final long session;

  /// Every timestamp in the entry is greater.
  final long after;

  long firstTimestamp;
  long lastTimestamp;
  ReplicatedLog.@Nullable Outcome outcome;
  private @Nullable List<Runnable> waiters = new ArrayList<>();

  /// @param session the liveness session under which the entry was evaluated
  /// @param after the clock before the evaluation begins
  InFlightEntry(long session, long after) {
    this.session = session;
    this.after = after;
  }

  void add(PendingWrite write) {
    if (firstTimestamp == 0) {
      firstTimestamp = write.commitTimestamp();
    }
    lastTimestamp = Math.max(lastTimestamp, write.commitTimestamp());
    writes.add(write);
  }

  /// Runs the task once the entry is done: now if it is.
  void whenDone(Runnable task) {
    synchronized (this) {
      if (waiters != null) {
        waiters.add(task);
        return;
      }
    }
    task.run();
  }

  /// Marks the entry done and runs what waited for it.
  void done() {
    List<Runnable> woken;
    synchronized (this) {
      woken = waiters == null ? List.of() : waiters;
      waiters = null;
    }
    woken.forEach(Runnable::run);
  }
}
