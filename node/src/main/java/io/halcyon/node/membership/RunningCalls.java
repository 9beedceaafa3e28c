package io.halcyon.node.membership;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// Runs calls in the background, each at most once at a time: a retry by the clock must not double
/// one that is merely slow.
///
/// Thread-safe. What waits is bounded by the number of different calls.
final class RunningCalls {
  private final Executor pool;
  private final Set<Object> running = ConcurrentHashMap.newKeySet();

  RunningCalls(Executor pool) {
    this.pool = pool;
  }

  /// Starts a call, unless an equal one is running.
  ///
  /// @param call what is called for, by value
  void once(Object call, Runnable action) {
    if (running.add(call)) {
      pool.execute(() -> {
        try {
          action.run();
        } finally {
          running.remove(call);
        }
      });
    }
  }
}
