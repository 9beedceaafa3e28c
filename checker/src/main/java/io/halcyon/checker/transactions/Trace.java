package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all transactions did to one key: who wrote each value, and who read which version.
final class Trace {
  /// A write of a value.
  ///
  /// @param previous what its transaction wrote to the key just before it; null if nothing
  /// @param last whether its transaction wrote nothing to the key after it
  record Write(int transaction, long value, @Nullable Long previous, boolean last) {}

  /// A read of a list by a transaction that took effect.
  ///
  /// @param own how many elements the transaction itself had appended before
  record ListSeen(int transaction, Elements elements, int own) {}

  /// A read of a register by a transaction that took effect and had not written it before.
  record ValueSeen(int transaction, @Nullable Long value) {}

  final String key;
  final boolean list;
  final List<ListSeen> lists = new ArrayList<>();
  final List<ValueSeen> values = new ArrayList<>();

  private final Map<Long, Write> writes = new HashMap<>();
  private final Set<Long> untraceable = new HashSet<>();
  private boolean hasAmbiguous;

  Trace(String key, boolean list) {
    this.key = key;
    this.list = list;
  }

  /// Adds a write. Of several writers of one value an aborted one does not count beside another; if
  /// that leaves several, the value says nothing about who wrote it.
  void wrote(Write write, List<Transaction> transactions) {
    Fate fate = transactions.get(write.transaction()).fate();
    hasAmbiguous |= fate == Fate.AMBIGUOUS;
    Write other = writes.putIfAbsent(write.value(), write);
    if (other == null || (fate == Fate.ABORTED && other.transaction() != write.transaction())) {
      return;
    }
    if (transactions.get(other.transaction()).fate() == Fate.ABORTED
        || (other.transaction() == write.transaction() && !list)) {
      writes.put(write.value(), write);
      return;
    }
    untraceable.add(write.value());
  }

  /// Returns the only write that can have written the value; null if there is none or several.
  @Nullable Write writer(long value) {
    return untraceable.contains(value) ? null : writes.get(value);
  }

  boolean isUntraceable(long value) {
    return untraceable.contains(value);
  }

  Set<Long> untraceable() {
    return untraceable;
  }

  /// Returns whether nobody wrote the value.
  boolean isGarbage(long value) {
    return !writes.containsKey(value);
  }

  boolean hasAmbiguous() {
    return hasAmbiguous;
  }

  Iterable<Write> writes() {
    return writes.values();
  }
}
