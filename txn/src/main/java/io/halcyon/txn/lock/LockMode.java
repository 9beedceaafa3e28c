package io.halcyon.txn.lock;

/// How a key is locked.
public enum LockMode {
  /// With other readers that lock (`FOR SHARE`).
  SHARED,
  /// Alone (`FOR UPDATE`, writes).
  EXCLUSIVE;

  boolean admits(LockMode other) {
    return this == SHARED && other == SHARED;
  }
}
