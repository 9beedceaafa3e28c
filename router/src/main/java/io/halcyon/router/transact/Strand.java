package io.halcyon.router.transact;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.halcyon.core.failure.InvariantViolation;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks one after another: on the calling thread if nothing else is running, so that a lone
/// transaction never waits for another thread; else on the thread that is at it, after what is
/// queued. A task that a task hands over runs after it, never within it.
///
/// Its queue is bounded by its users: a task for each answer under way and each request admitted.
/// Thread-safe; never blocks.
final class Strand {
  private static final Logger log = LoggerFactory.getLogger(Strand.class);

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>(2);

  @GuardedBy("lock")
  private boolean running;

  void execute(Runnable task) {
    synchronized (lock) {
      if (running) {
        tasks.add(task);
        return;
      }
      running = true;
    }
    Runnable next = task;
    while (next != null) {
      run(next);
      next = next();
    }
  }

  private @Nullable Runnable next() {
    synchronized (lock) {
      Runnable next = tasks.poll();
      running = next != null;
      return next;
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | InvariantViolation e) {
      log.atError().setCause(e).log("step of a transaction failed");
    }
  }
}
