package io.halcyon.txn.lock;

import io.halcyon.txn.record.TxnRef;

/// Who is in the way of a lock.
///
/// @param queued true if it does not hold the lock but was there before in the queue
/// @param forMillis since when it holds the lock or waits
public record Blocker(TxnRef txn, LockMode mode, boolean queued, long forMillis) {
  /// Returns words for people: what is in the way, and what would help.
  public String explain() {
    return "transaction "
        + txn
        + (queued ? " waits before it for a " : " holds a ")
        + (mode == LockMode.SHARED ? "shared" : "write")
        + " lock since "
        + forMillis
        + " ms; wait for it to finish, end it with `txn abort`, or use NOWAIT or SKIP LOCKED";
  }
}
