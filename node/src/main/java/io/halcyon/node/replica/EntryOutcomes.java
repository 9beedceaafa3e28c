package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.util.List;

/// What follows when entries of a leader are applied or lost: keys are no longer in flight, the
/// participant learns the fate of its proposals, writes are answered.
///
/// Thread-safe.
final class EntryOutcomes {
  private final Replica replica;
  private final Serving serving;

  EntryOutcomes(Replica replica, Serving serving) {
    this.replica = replica;
    this.serving = serving;
  }

  /// Takes in the completion of proposals, in log order.
  void completed(LeaderState state) {
    boolean applied = false;
    for (InFlightEntry entry : state.takeCompleted()) {
      switch (entry.outcome) {
        case Outcome.Applied _ -> {
          applied = true;
          finish(state, entry, true);
          entry.done();
          landed(entry);
          answerEntry(entry);
        }
        case Outcome.Rejected(Failure failure) -> {
          finish(state, entry, false);
          entry.done();
          landed(entry);
          entry.writes.forEach(write -> write.fail(failure));
        }
        case Outcome.Unknown(String detail) -> {
          // Its keys stay pending: it may yet be applied. Only a new term makes things certain.
          replica.distrust(state);
          entry.done();
          entry.writes.forEach(write -> write.fail(new Failure.Ambiguous(detail)));
        }
        case null -> throw new IllegalStateException("completed without outcome");
      }
    }
    if (applied) {
      // The applying thread holds none of the log's locks; one that reports a failure may.
      replica.proposer().kickHere();
    } else {
      replica.proposer().kick();
    }
  }

  /// Of entries that were evaluated by the plain way the participant need not know.
  private void landed(InFlightEntry entry) {
    if (entry.host != null) {
      replica.proposer().landed(entry);
    }
  }

  private void finish(LeaderState state, InFlightEntry entry, boolean applied) {
    for (PendingWrite write : entry.writes) {
      for (int stripe : write.stripes()) {
        state.pending.end(stripe, applied ? write.commitTimestamp() : 0);
      }
      if (write.command().serves()) {
        state.writesById.remove(write.command().id(), write);
      }
    }
  }

  private void answerEntry(InFlightEntry entry) {
    if (entry.lastTimestamp == 0 || replica.isSystem()) {
      entry.writes.forEach(PendingWrite::answer);
    } else {
      answerWhenPassed(entry.lastTimestamp, entry.session, entry.writes);
    }
  }

  /// Answers once the floor has passed and if the lease held all the while (C2, C3).
  void answerWhenPassed(long timestamp, long session, List<PendingWrite> writes) {
    serving
        .floor()
        .whenPassed(
            timestamp,
            () -> {
              if (replica.isSystem() || serving.mayAnswer(session)) {
                writes.forEach(PendingWrite::answer);
              } else {
                Failure failure =
                    new Failure.Ambiguous(
                        "the write is committed, but the node lost its liveness lease before it"
                            + " could say so");
                writes.forEach(write -> write.fail(failure));
              }
            });
  }
}
