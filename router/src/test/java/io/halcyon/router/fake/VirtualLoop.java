package io.halcyon.router.fake;

import io.halcyon.core.hlc.PhysicalClock;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// An event loop and a clock in one, in virtual time: tasks run on the test's thread, in the order
/// of their times, when it lets time pass. The same each time. Not thread-safe.
public final class VirtualLoop extends AbstractExecutorService
    implements ScheduledExecutorService, PhysicalClock {
  private static final long START_MILLIS = 12_000;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(20);

  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(task -> task.atNanos)
              .thenComparingLong(task -> task.order));
  private long nanos = TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
  private long order;

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long atNanos;
    private final long order;

    Task(Callable<V> callable, long atNanos) {
      super(callable);
      this.atNanos = atNanos;
      this.order = VirtualLoop.this.order++;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(atNanos - nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  /// Runs tasks until something is the case.
  ///
  /// @throws AssertionError if it is not within twenty virtual minutes
  public void runUntil(BooleanSupplier condition) {
    long limit = nanos + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (tasks.isEmpty() || nanos > limit) {
        throw new AssertionError("it did not come to that");
      }
      step();
    }
  }

  /// Runs what is due within a time.
  public void pass(long millis) {
    long until = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!tasks.isEmpty() && tasks.element().atNanos <= until) {
      step();
    }
    nanos = until;
  }

  private void step() {
    Task<?> next = tasks.remove();
    nanos = Math.max(nanos, next.atNanos);
    next.run();
    if (next.state() == java.util.concurrent.Future.State.FAILED) {
      throw new AssertionError("a task failed", next.exceptionNow());
    }
  }

  /// Returns how many tasks wait.
  public int waiting() {
    return tasks.size();
  }

  @Override
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  @Override
  public long monotonicNanos() {
    return nanos;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(new Task<>(callable(task), nanos));
  }

  private static Callable<Boolean> callable(Runnable task) {
    return () -> {
      task.run();
      return true;
    };
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return schedule(callable(task), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    Task<V> task = new Task<>(callable, nanos + Math.max(0, unit.toNanos(delay)));
    tasks.add(task);
    return task;
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    tasks.clear();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
