package io.halcyon.testkit.simulation;

import io.halcyon.core.id.Incarnation;
import io.halcyon.txn.record.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry of a Raft log.
///
/// @param term the term it was appended in
record LogEntry(long term, Payload payload) {
  /// What was proposed.
  ///
  /// @param evaluatedTerm the term it was evaluated in (S2)
  /// @param bound the B it carries (C1)
  record Payload(long evaluatedTerm, long bound, Effect effect) {}

  /// What it does to the shard's state.
  sealed interface Effect {
    /// Renews the bound only.
    record Nothing() implements Effect {}

    /// Remembers the outcome of a request and, if it succeeded, writes its answer as a version.
    record Write(String key, Outcome outcome) implements Effect {}

    /// Changes that transactions make.
    record Changes(List<Change> changes) implements Effect {
      public Changes {
        changes = List.copyOf(changes);
      }
    }

    /// Registers an incarnation as joining.
    record Register(Incarnation member) implements Effect {}

    /// Activates it.
    record Activate(Incarnation member) implements Effect {}

    /// Declares it down.
    record DeclareDown(List<Incarnation> members) implements Effect {
      public DeclareDown {
        members = List.copyOf(members);
      }
    }
  }

  /// What a request was answered.
  ///
  /// @param shown the timestamp of the version that the answer depends on; 0 for none
  /// @param position where it takes effect: the read's or the write's timestamp
  /// @param answer the value read, written or counted, or found by a comparison that failed
  /// @param success false if a comparison failed
  record Outcome(long requestId, long shown, long position, long answer, boolean success) {}

  /// How a proposal ended at the replica that made it; `applied` false means certainly never.
  record Proposed(boolean applied, long term) {}

  /// Waits for the end of a proposal.
  interface Landing {
    void done(Proposed result);
  }

  /// A proposal that waits at an index.
  record Waiting(LogEntry entry, @Nullable Landing callback) {}
}
