package io.halcyon.raftstorage.ratis;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that a host's replicas share beside Ratis's own: one for news, one for flushes, two
/// for checkpoints under way, one that watches. What waits for them is bounded by the number of
/// replicas, since each has at most one task of a kind.
///
/// Tasks that come after {@link #close} are dropped.
final class HostThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostThreads.class);
  private static final int FETCHES = 2;
  private static final long CLOSE_SECONDS = 10;

  private final ExecutorService news;
  private final ExecutorService disk;
  private final ExecutorService fetch;
  private final ScheduledExecutorService watch;

  HostThreads(String node) {
    news = Executors.newSingleThreadExecutor(named(node + "-raft-news"));
    disk = Executors.newSingleThreadExecutor(named(node + "-raft-flush"));
    fetch = Executors.newFixedThreadPool(FETCHES, named(node + "-raft-fetch"));
    watch = Executors.newSingleThreadScheduledExecutor(named(node + "-raft-watch"));
  }

  private static ThreadFactory named(String name) {
    return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
  }

  Executor news() {
    return task -> execute(news, task);
  }

  Executor disk() {
    return task -> execute(disk, task);
  }

  Executor fetch() {
    return task -> execute(fetch, task);
  }

  void everySecond(Runnable check) {
    var _ = watch.scheduleWithFixedDelay(() -> logged(check), 1, 1, TimeUnit.SECONDS);
  }

  /// A check that throws must not end all later ones.
  private static void logged(Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("watching replicas failed");
    }
  }

  private static void execute(ExecutorService executor, Runnable task) {
    if (!executor.isShutdown()) {
      try {
        executor.execute(task);
      } catch (RejectedExecutionException e) {
        if (!executor.isShutdown()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    fetch.shutdownNow();
    for (ExecutorService each : new ExecutorService[] {disk, news}) {
      each.shutdown();
      try {
        if (!each.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          each.shutdownNow();
        }
      } catch (InterruptedException _) {
        each.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
