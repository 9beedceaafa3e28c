package io.halcyon.txn.participant;

import io.halcyon.txn.record.Key;
import java.util.Collection;

/// Lets those try again who wait for locks.
interface Unlocked {
  void unlocked(Turn turn, Collection<Key> keys);
}
