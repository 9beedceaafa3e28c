package io.halcyon.txn.participant;

import io.halcyon.txn.cache.ReadCache;
import io.halcyon.txn.lock.LockTable;
import io.halcyon.txn.record.TxnRef;

/// What the parts of a participant share.
record Scene(
    TermBound bound,
    ShardState state,
    ReadCache cache,
    Flights flights,
    LockTable locks,
    RecentWriters writers) {
  /// Returns whether the request is older than what is remembered here: it must not be evaluated,
  /// since whether it has taken effect cannot be told any more.
  boolean tooOld(TxnRef txn) {
    return txn.id().request().createdMillis() < state.forgottenBeforeMillis();
  }
}
