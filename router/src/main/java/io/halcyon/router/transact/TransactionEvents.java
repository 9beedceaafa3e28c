package io.halcyon.router.transact;

import io.halcyon.txn.coordinator.Conflict;

/// What transactions tell their metrics. Called by many threads.
public interface TransactionEvents {
  /// How a transaction ended.
  enum End {
    COMMITTED,
    ROLLED_BACK,
    CONFLICTED,
    TIMED_OUT,
    AMBIGUOUS,
    FAILED
  }

  /// The parts of a commit that are timed.
  enum Phase {
    /// From the first prepare until all shards have answered and what was read is refreshed.
    PREPARE,
    /// The decision, or the commit in one phase: its entry, and the wait for the floor.
    DECISION,
    /// From the answer until all intents are versions.
    RESOLVE
  }

  void ended(End end);

  void restarted(Conflict.Kind cause);

  /// A lock that was waited for was had, or not.
  void lockWaited(long nanos);

  void phase(Phase phase, long nanos);

  /// Counts nothing.
  TransactionEvents NONE =
      new TransactionEvents() {
        @Override
        public void ended(End end) {}

        @Override
        public void restarted(Conflict.Kind cause) {}

        @Override
        public void lockWaited(long nanos) {}

        @Override
        public void phase(Phase phase, long nanos) {}
      };
}
