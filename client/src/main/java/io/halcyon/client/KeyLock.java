package io.halcyon.client;

/// How keys are locked in a transaction.
public record KeyLock(Mode mode, IfHeld ifHeld) {
  /// Alone, waiting.
  public static final KeyLock FOR_UPDATE = new KeyLock(Mode.EXCLUSIVE, IfHeld.WAIT);

  /// With others that lock for share, waiting.
  public static final KeyLock FOR_SHARE = new KeyLock(Mode.SHARED, IfHeld.WAIT);

  public enum Mode {
    EXCLUSIVE,
    SHARED
  }

  /// What to do when another transaction holds a lock.
  public enum IfHeld {
    /// Wait in a fair queue.
    WAIT,
    /// Fail with `LockNotAvailable`; the transaction goes on.
    NOWAIT,
    /// Leave the key out.
    SKIP_LOCKED
  }

  public KeyLock nowait() {
    return new KeyLock(mode, IfHeld.NOWAIT);
  }

  public KeyLock skipLocked() {
    return new KeyLock(mode, IfHeld.SKIP_LOCKED);
  }
}
