package io.halcyon.client;

import io.halcyon.client.rpc.RouterChannels;
import io.halcyon.client.rpc.SqlStreams;
import io.halcyon.client.rpc.TransactionStreams;
import io.halcyon.client.rpc.WatchStreams;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.rpc.EventLoops;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// What all views of one client share: connections, request ids, the bound on calls under way, and
/// the timers of calls that wait for their next attempt. Thread-safe.
final class Session implements AutoCloseable {
  private static final Duration OVERLOAD_RETRY = Duration.ofMillis(20);
  private static final Failure CLOSED = new Failure.Unavailable("the client is closed");

  private final ClientConfig config;
  private final EventLoops loops;
  private final ScheduledExecutorService timers;
  private final Routers routers;
  private final RouterChannels channels;
  private final WatchStreams watches;
  private final TransactionStreams transactions;
  private final SqlStreams sql;
  private final long id = Randomness.identity();
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicInteger outstanding = new AtomicInteger();
  private final Set<Call> pausing = ConcurrentHashMap.newKeySet();
  private final Set<Watch> openWatches = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final RandomGenerator random = Randomness.unseeded(); // guarded by itself

  Session(ClientConfig config) {
    this.config = config;
    this.loops = EventLoops.start(config.eventLoops());
    this.timers = loops.next();
    this.routers = new Routers(config, loops, random.nextInt(config.addresses().size()));
    this.channels = new RouterChannels(config.addresses(), loops);
    this.watches = new WatchStreams(channels);
    this.transactions = new TransactionStreams(channels);
    this.sql = new SqlStreams(channels);
  }

  RequestId nextRequestId() {
    return new RequestId(id, sequence.incrementAndGet(), SystemClock.INSTANCE.millis());
  }

  /// A call that makes several attempts.
  interface Call {
    /// Makes the next attempt.
    void attempt();

    /// Ends the call while it waits for its next attempt.
    void abandon(Failure failure);
  }

  <T> CompletableFuture<T> submit(Request<T> request, Duration timeout) {
    OperationRun<T> run = new OperationRun<>(this, request, nowNanos() + timeout.toNanos());
    return begin(run, run.future());
  }

  CompletableFuture<ProgramResult> submit(OneShotRequest program, Duration timeout) {
    ProgramCall call = new ProgramCall(this, program, timeout);
    return begin(call, call.future());
  }

  private <T> CompletableFuture<T> begin(Call call, CompletableFuture<T> future) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(new HalcyonException(CLOSED));
    }
    if (outstanding.incrementAndGet() > config.outstandingMax()) {
      outstanding.decrementAndGet();
      return CompletableFuture.failedFuture(
          new HalcyonException(
              new Failure.Overloaded(
                  "the client already has " + config.outstandingMax() + " calls under way",
                  OVERLOAD_RETRY)));
    }
    call.attempt();
    return future;
  }

  /// A call is over.
  void ended() {
    outstanding.decrementAndGet();
  }

  /// Lets a call make its next attempt after a pause.
  void later(Call call, long pauseNanos) {
    pausing.add(call);
    try {
      var _ = timers.schedule(() -> resume(call), pauseNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      abandon(call);
      return;
    }
    if (closed.get()) {
      abandon(call);
    }
  }

  private void resume(Call call) {
    if (pausing.remove(call)) {
      call.attempt();
    }
  }

  private void abandon(Call call) {
    if (pausing.remove(call)) {
      call.abandon(CLOSED);
    }
  }

  Routers routers() {
    return routers;
  }

  RetryPolicy retry() {
    return config.retry();
  }

  Duration timeout() {
    return config.timeout();
  }

  WatchStreams watches() {
    return watches;
  }

  TransactionStreams transactions() {
    return transactions;
  }

  SqlStreams sql() {
    return sql;
  }

  /// Runs `late` if the future is not done within `timeout`.
  void within(Duration timeout, CompletableFuture<?> future, Runnable late) {
    try {
      Future<?> timer = timers.schedule(late, timeout.toNanos(), TimeUnit.NANOSECONDS);
      var _ = future.whenComplete((_, _) -> timer.cancel(false));
    } catch (RejectedExecutionException e) {
      late.run(); // the client is closed
    }
  }

  /// Runs `late` after a time, on the event loop.
  ///
  /// @throws HalcyonException if the client is closed
  Future<?> later(Duration time, Runnable late) {
    try {
      return timers.schedule(late, time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw new HalcyonException(CLOSED, e);
    }
  }

  /// Waits.
  ///
  /// @return false if the client was closed, or the thread interrupted, meanwhile
  boolean pause(long nanos) {
    try {
      return !closing.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  /// Returns whether the calling thread is one that answers arrive on.
  boolean inLoop() {
    return loops.inLoop();
  }

  long nowNanos() {
    return SystemClock.INSTANCE.monotonicNanos();
  }

  /// Returns a duration with a random half of it taken off.
  long jittered(long nanos) {
    synchronized (random) {
      return nanos - random.nextLong(nanos / 2 + 1);
    }
  }

  /// Returns a router for a watch or a transaction to begin with: any, so that they spread.
  int anyRouter() {
    synchronized (random) {
      return random.nextInt(config.addresses().size());
    }
  }

  void opened(Watch watch) {
    openWatches.add(watch);
    if (closed.get()) {
      watch.close();
    }
  }

  void closed(Watch watch) {
    openWatches.remove(watch);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closing.countDown();
      openWatches.forEach(Watch::close);
      routers.close();
      channels.close();
      pausing.forEach(this::abandon);
      loops.close();
    }
  }
}
