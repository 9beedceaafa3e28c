package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.router.dispatch.Backoff;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.router.dispatch.RetryConfig;
import io.halcyon.router.kv.Admission;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.record.Owner;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The transactions of this router: begins them, keeps their number and their buffers within
/// bounds, and lets their time pass.
///
/// One timer serves all; it runs only while there are transactions. Thread-safe; never blocks but
/// in {@link #awaitEnd}.
public final class Transactions {
  /// How often time passes for each transaction: for heartbeats and limits of a second and more.
  private static final Duration TICK = Duration.ofMillis(100);

  private static final Duration RETRY_AFTER = Duration.ofMillis(50);

  /// Pauses before a program that has lost starts over.
  private static final RetryConfig RESTARTS =
      new RetryConfig(Duration.ofMillis(2), Duration.ofMillis(200), Duration.ofSeconds(1), 1);

  private final Dispatcher dispatcher;
  private final ShardCalls calls;
  private final ScheduledExecutorService timers;
  private final PhysicalClock clock;
  private final Admission admission;
  private final TransactionsConfig config;
  private final TransactionEvents events;
  private final Backoff backoff;
  private final long names = Randomness.identity();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong bufferedBytes = new AtomicLong();
  private final ConcurrentMap<Owner, TransactionDriver> open = new ConcurrentHashMap<>();
  private final Set<TransactionSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private final Object empty = new Object();
  private volatile boolean draining;

  /// @param timers the event loop
  public Transactions(
      Dispatcher dispatcher,
      ScheduledExecutorService timers,
      PhysicalClock clock,
      Admission admission,
      TransactionsConfig config,
      TransactionEvents events) {
    this.backoff = new Backoff(RESTARTS);
    this.dispatcher = dispatcher;
    this.calls = new ShardCalls(dispatcher, config.callTimeout());
    this.timers = timers;
    this.clock = clock;
    this.admission = admission;
    this.config = config;
    this.events = events;
  }

  /// Opens a session.
  ///
  /// @param client `host:port` of the client, for operators
  /// @throws HalcyonException if there are too many, or the router is shutting down
  public TransactionSession open(SessionSink sink, String client) {
    if (draining) {
      throw new HalcyonException(shuttingDown());
    }
    if (sessions.size() >= config.sessionsMax()) {
      throw new HalcyonException(
          new Failure.Overloaded(
              "the router has " + config.sessionsMax() + " sessions open", RETRY_AFTER));
    }
    TransactionSession session = new TransactionSession(this, sink, client);
    sessions.add(session);
    return session;
  }

  /// Returns how many requests a session may send before the first is answered.
  public int pipelinedMax() {
    return config.pipelinedMax();
  }

  void closed(TransactionSession session) {
    sessions.remove(session);
  }

  /// Returns how many sessions are open.
  public int sessions() {
    return sessions.size();
  }

  /// Returns how many transactions are under way, those included that are being cleaned up.
  public int count() {
    return open.size();
  }

  /// Returns how many bytes of writes are buffered.
  public long bufferedBytes() {
    return bufferedBytes.get();
  }

  /// Runs `then` as soon as keys can be located, or says why that takes too long.
  void whenRouting(Runnable then, Consumer<Failure> failed) {
    dispatcher.withMap(
        0, dispatcher.nowNanos() + config.callTimeout().toNanos(), _ -> then.run(), failed);
  }

  /// Begins a transaction; keys can be located.
  ///
  /// @throws HalcyonException if that is refused
  TransactionDriver begin(
      Strand strand, CoordinatorConfig settings, Coordinator.Start start, Origin origin) {
    if (draining) {
      throw new HalcyonException(shuttingDown());
    }
    if (open.size() >= config.openMax()) {
      throw new HalcyonException(
          new Failure.Overloaded(
              "the router has " + config.openMax() + " transactions under way", RETRY_AFTER));
    }
    RequestId request = start.request();
    if (request.createdMillis() < clock.millis() - config.retryWindow().toMillis()) {
      throw new HalcyonException(
          new Failure.RetryWindowPassed(
              "the request was created longer ago than outcomes are remembered"));
    }
    RingRouting routing = new RingRouting(view());
    Coordinator coordinator = new Coordinator(settings, routing, start, millis());
    TransactionDriver driver = new TransactionDriver(this, strand, routing, coordinator, origin);
    open.put(coordinator.id().owner(), driver);
    keepTicking();
    return driver;
  }

  /// Returns a name for a request whose client gave none.
  RequestId nextRequest() {
    return new RequestId(names, numbers.incrementAndGet(), clock.millis());
  }

  /// Returns a name for a coordinator, that no other has.
  static long nextCoordinator() {
    return Randomness.identity();
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  @Nullable TransactionDriver find(Owner owner) {
    return open.get(owner);
  }

  Collection<TransactionDriver> all() {
    return List.copyOf(open.values());
  }

  void left(TransactionDriver driver, long buffered) {
    free(buffered);
    open.remove(driver.coordinator().id().owner(), driver);
    if (open.isEmpty()) {
      synchronized (empty) {
        empty.notifyAll();
      }
    }
  }

  /// Reserves room for buffered writes.
  ///
  /// @return why there is none, else null
  @Nullable Failure reserve(long bytes) {
    if (bufferedBytes.addAndGet(bytes) > config.bufferedBytesMax()) {
      bufferedBytes.addAndGet(-bytes);
      return new Failure.Overloaded(
          "the router's transactions have buffered " + config.bufferedBytesMax() + " bytes",
          RETRY_AFTER);
    }
    return null;
  }

  /// Gives reserved room back.
  void free(long bytes) {
    bufferedBytes.addAndGet(-bytes);
  }

  private void keepTicking() {
    if (ticking.compareAndSet(false, true)
        && !LoopTimer.after(timers, TICK.toNanos(), this::tick)) {
      ticking.set(false);
    }
  }

  private void tick() {
    open.values().forEach(driver -> driver.strand().execute(driver::tick));
    ticking.set(false);
    if (!open.isEmpty()) {
      keepTicking();
    }
  }

  /// Lets time pass for a transaction that wants to send something anew.
  void afterRest(TransactionDriver driver) {
    long rest = TimeUnit.MILLISECONDS.toNanos(CoordinatorConfig.DEFAULT.restMillis() + 1);
    LoopTimer.after(timers, rest, () -> driver.strand().execute(driver::tick));
  }

  ShardCalls calls() {
    return calls;
  }

  TransactionEvents events() {
    return events;
  }

  TransactionsConfig config() {
    return config;
  }

  Backoff backoff() {
    return backoff;
  }

  Admission admission() {
    return admission;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  ClusterView view() {
    return dispatcher.view();
  }

  ScheduledExecutorService timers() {
    return timers;
  }

  PhysicalClock clock() {
    return clock;
  }

  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.monotonicNanos());
  }

  long nanos() {
    return clock.monotonicNanos();
  }

  private static Failure shuttingDown() {
    return new Failure.Unavailable("the router is shutting down");
  }

  /// Begins nothing from now on; sessions end with the transaction they have.
  public void drain() {
    draining = true;
    sessions.forEach(TransactionSession::drain);
  }

  boolean draining() {
    return draining;
  }

  /// Waits until nothing is under way. Blocks; not to be called from an event loop.
  ///
  /// @return whether that was within `patience`; what is left others will end
  public boolean awaitEnd(Duration patience) {
    long until = clock.monotonicNanos() + patience.toNanos();
    synchronized (empty) {
      while (!open.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - clock.monotonicNanos());
        if (left <= 0) {
          return false;
        }
        try {
          empty.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }
}
