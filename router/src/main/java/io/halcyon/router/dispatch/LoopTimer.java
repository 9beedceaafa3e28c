package io.halcyon.router.dispatch;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks on an event loop after a pause. A task that throws is reported rather than lost, as
/// it would be in a future that nobody looks at.
public final class LoopTimer {
  private static final Logger log = LoggerFactory.getLogger(LoopTimer.class);

  private LoopTimer() {}

  /// Schedules a task.
  ///
  /// @return false if the loop has stopped: the task will not run
  public static boolean after(ScheduledExecutorService loop, long nanos, Runnable task) {
    try {
      Future<?> unused = loop.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
      return unused != null;
    } catch (RejectedExecutionException stopped) {
      log.atDebug().setCause(stopped).log("event loop has stopped");
      return false;
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("timer task failed");
    }
  }
}
