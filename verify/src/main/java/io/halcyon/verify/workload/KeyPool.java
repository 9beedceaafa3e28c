package io.halcyon.verify.workload;

import java.util.Set;
import java.util.TreeSet;

/// A few keys in use at a time, each retired after a number of uses: many clients meet on the same
/// keys, and no key's history becomes too long to be judged. Thread-safe; the lock is this object.
final class KeyPool {
  private final String name;
  private final int usesMax;
  private final long[] uses;
  private final Set<String> keys = new TreeSet<>();

  /// @param slots how many keys are in use at a time
  /// @param usesMax how often a key is taken for use
  KeyPool(String name, int slots, int usesMax) {
    this.name = name;
    this.usesMax = usesMax;
    this.uses = new long[slots];
  }

  int slots() {
    return uses.length;
  }

  /// Returns a slot's key, and counts the use.
  synchronized String use(int slot) {
    return key(slot, uses[slot]++);
  }

  /// Returns a slot's key.
  synchronized String look(int slot) {
    return key(slot, uses[slot]);
  }

  /// Returns every key that was handed out, in order.
  synchronized Set<String> keys() {
    return new TreeSet<>(keys);
  }

  private String key(int slot, long use) {
    String key = name + "/" + slot + "/" + use / usesMax;
    keys.add(key);
    return key;
  }
}
