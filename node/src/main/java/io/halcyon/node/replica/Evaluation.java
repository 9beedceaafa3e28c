package io.halcyon.node.replica;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Where a node's writes are evaluated.
///
/// A hand-off to another thread costs a lone write more than its evaluation does, so short turns
/// run where their cause was seen: at the end of a network turn on the event loop, and after an
/// entry on the thread that applied it, which has nothing to apply before the next one is proposed.
/// Turns with much to do go to the pool.
///
/// @param caller runs a short turn, normally on the calling thread
/// @param pool a few platform threads
/// @param later runs a task after a delay; the task is short
public record Evaluation(Executor caller, Executor pool, Later later) {
  /// A timer. Thread-safe; a task given after its end is dropped.
  @FunctionalInterface
  public interface Later {
    void run(Runnable task, long delayNanos);
  }

  /// Returns one whose short turns run on the calling thread.
  public static Evaluation onCaller(Executor pool, ScheduledExecutorService timer) {
    return new Evaluation(
        Runnable::run,
        pool,
        (task, delayNanos) -> {
          if (!timer.isShutdown()) {
            var _ = timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
          }
        });
  }
}
