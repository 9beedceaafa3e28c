package io.halcyon.raftstorage.ratis.rpc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/// Keeps the messages of one peer for one group in order when some of them leave the event loop.
///
/// While anything is queued or running here, later messages must queue up behind it. Thread-safe;
/// what is queued is bounded by the transport's bound on requests in progress.
final class Lane {
  private final Executor executor;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;
  private volatile RaftServer.@Nullable Division division;

  Lane(Executor executor) {
    this.executor = executor;
  }

  /// Returns the group's division as last seen; it may have been closed since.
  RaftServer.@Nullable Division division() {
    return division;
  }

  void division(RaftServer.@Nullable Division current) {
    division = current;
  }

  synchronized boolean isIdle() {
    return !running;
  }

  void submit(Runnable task) {
    synchronized (this) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::drain);
  }

  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = tasks.poll();
    running = task != null;
    return task;
  }
}
