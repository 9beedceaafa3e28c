package io.halcyon.node.replica;

import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// When the intents of a shard were prepared: those in its store, and those in flight. Nothing at
/// or above the earliest of them can be called complete.
///
/// Owned by the proposer's turn.
final class IntentIndex {
  private final Map<Key, Long> preparedAt = new HashMap<>();
  private final TreeMap<Long, Integer> counts = new TreeMap<>();

  void add(Intent intent) {
    Long before = preparedAt.put(intent.key(), intent.preparedAt());
    if (before != null) {
      count(before, -1);
    }
    count(intent.preparedAt(), 1);
  }

  private void remove(Key key) {
    Long before = preparedAt.remove(key);
    if (before != null) {
      count(before, -1);
    }
  }

  private void count(long at, int change) {
    counts.merge(at, change, (a, b) -> a + b == 0 ? null : a + b);
  }

  /// Takes note of changes that were proposed.
  void proposed(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.PutIntent put) {
        add(put.intent());
      }
    }
  }

  /// Takes note of what became of them.
  void landed(List<Change> changes, boolean applied) {
    for (Change change : changes) {
      if (change instanceof Change.RemoveIntent remove && applied) {
        remove(remove.key());
      } else if (change instanceof Change.PutIntent put && !applied) {
        remove(put.intent().key());
      }
    }
  }

  /// Returns whether the key has an intent, or may have one soon or have had one just now.
  boolean mayHold(Key key) {
    return preparedAt.containsKey(key);
  }

  boolean isEmpty() {
    return preparedAt.isEmpty();
  }

  /// Returns the least timestamp at which an intent may commit; `Long.MAX_VALUE` without intents.
  long earliest() {
    return counts.isEmpty() ? Long.MAX_VALUE : counts.firstKey();
  }
}
