package io.halcyon.router.dispatch;

import io.halcyon.core.failure.Failure;

/// Clears the way of single operations that transactions are in. Thread-safe; never blocks.
@FunctionalInterface
public interface Unblocker {
  /// Sees whether those in the way are still under way, and clears away what the others have left.
  ///
  /// @param shard where they are in the way
  /// @param then called exactly once, on any thread
  void clear(int shard, Failure.Blocked blocked, Cleared then);

  /// Receives the end of it.
  @FunctionalInterface
  interface Cleared {
    /// @param known whether all of them were found to be cleared away, or alive; else it is too
    ///   early to ask again
    void done(boolean known);
  }
}
