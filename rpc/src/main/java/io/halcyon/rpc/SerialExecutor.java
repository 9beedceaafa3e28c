package io.halcyon.rpc;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks one after another, in order, on the threads of another executor. Its queue is bounded
/// by its user: gRPC hands over a message of a call only when asked for one. Thread-safe.
final class SerialExecutor implements Executor {
  private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor threads;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>(); // guarded by itself
  private boolean running; // guarded by tasks

  SerialExecutor(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      log.atDebug().setCause(e).log("call dropped at shutdown");
    }
  }

  private void run() {
    while (true) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("call handler failed");
      }
    }
  }
}
