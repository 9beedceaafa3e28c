package io.halcyon.raftstorage.ratis.rpc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/// Lets one thread at a time hand appends and snapshot notices of one group to Ratis, in order.
///
/// Ratis checks an append's term under the group's lock but appends to the log outside of it; two
/// at once could interleave. So whoever finds the lane free may go ahead on its own thread, and
/// while anything is queued or running, later messages queue up behind it. Thread-safe; what is
/// queued is bounded by the transport's bound on requests in progress.
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

  /// Takes the lane if it is free; then {@link #leave} must follow.
  synchronized boolean tryEnter() {
    if (running) {
      return false;
    }
    running = true;
    return true;
  }

  void leave() {
    synchronized (this) {
      if (tasks.isEmpty()) {
        running = false;
        return;
      }
    }
    executor.execute(this::drain);
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
