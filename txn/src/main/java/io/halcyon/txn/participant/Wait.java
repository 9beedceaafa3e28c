package io.halcyon.txn.participant;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.record.Key;

/// What an evaluation waits for.
sealed interface Wait {
  /// Nothing: the call is answered, or will be when its proposal lands.
  record Settled() implements Wait {}

  default boolean settled() {
    return this instanceof Settled;
  }

  /// Changes of a key are in flight.
  record ForKey(Key key) implements Wait {}

  /// A decision about a request is in flight.
  record ForDecision(RequestId request) implements Wait {}

  /// A bound at or above `readAt` (C1).
  record ForBound(long readAt) implements Wait {}

  /// A lock is held.
  record ForLock(Key key) implements Wait {}

  /// A decision that may still come.
  record ForOutcome(RequestId request) implements Wait {}
}
