package io.halcyon.txn.participant;

import io.halcyon.txn.record.TxnId;

/// What a push to the anchor told about an attempt; a fact that stays true.
public sealed interface Verdict {
  TxnId txn();

  /// It committed at `at`.
  record Committed(TxnId txn, long at) implements Verdict {}

  /// It will never commit.
  record Aborted(TxnId txn) implements Verdict {}

  /// If it commits at all, then above `pushedTo`.
  record Above(TxnId txn, long pushedTo) implements Verdict {}
}
