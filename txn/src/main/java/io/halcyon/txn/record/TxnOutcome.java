package io.halcyon.txn.record;

/// How an attempt ended; once replicated it never changes.
public sealed interface TxnOutcome {
  /// All its writes are versions at `at`.
  record Committed(long at) implements TxnOutcome {}

  /// None of its writes is or will be visible.
  record Aborted(Cause cause) implements TxnOutcome {}

  /// Who ended an attempt that did not commit.
  enum Cause {
    /// Its own coordinator.
    COORDINATOR,
    /// Somebody who met it and found its coordinator silent for too long.
    COORDINATOR_SILENT,
    /// An operator.
    OPERATOR,
    /// Another attempt of the same request has committed.
    SUPERSEDED,
    /// It is older than the records that are kept, so it can not commit any more.
    FORGOTTEN
  }
}
