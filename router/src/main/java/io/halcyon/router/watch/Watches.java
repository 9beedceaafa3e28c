package io.halcyon.router.watch;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.router.dispatch.Backoff;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.RetryConfig;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/// Opens watches and bounds how many there are. Thread-safe.
public final class Watches implements AutoCloseable {
  private final Dispatcher dispatcher;
  private final ShardStreams streams;
  private final Supplier<ScheduledExecutorService> loops;
  private final Backoff backoff;
  private final WatchConfig config;
  private final Set<Watch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param loops gives each watch the event loop that owns it
  public Watches(
      Dispatcher dispatcher,
      ShardStreams streams,
      Supplier<ScheduledExecutorService> loops,
      RetryConfig retry,
      WatchConfig config) {
    this.dispatcher = dispatcher;
    this.streams = streams;
    this.loops = loops;
    this.backoff = new Backoff(retry);
    this.config = config;
  }

  /// Makes a watch for a request with a user's key; {@link Watch#start} begins it.
  ///
  /// @throws HalcyonException if the request is wrong, or there are too many watches
  public Watch open(WatchRequest request, WatchSink sink) {
    if (request.getKey().isEmpty() && !request.getPrefix()) {
      throw new HalcyonException(new Failure.Invalid("a key must not be empty"));
    }
    if (request.getKey().size() > StoredKey.KEY_BYTES_MAX) {
      throw new HalcyonException(
          new Failure.Invalid(
              "key of "
                  + request.getKey().size()
                  + " bytes exceeds the limit of "
                  + StoredKey.KEY_BYTES_MAX));
    }
    if (request.getAfterTimestamp() < 0 || request.getProgressMillis() < 0) {
      throw new HalcyonException(new Failure.Invalid("a number of the watch is out of range"));
    }
    if (closed) {
      throw new HalcyonException(new Failure.Unavailable("the router is shutting down"));
    }
    if (open.size() >= config.watchesMax()) {
      throw new HalcyonException(
          new Failure.Overloaded(
              "the router has " + config.watchesMax() + " watches open", Duration.ofSeconds(1)));
    }
    Watch watch = new Watch(this, request, sink);
    open.add(watch);
    return watch;
  }

  /// Returns how many watches are open.
  public int count() {
    return open.size();
  }

  /// Ends all watches: their clients resume on another router.
  @Override
  public void close() {
    closed = true;
    open.forEach(watch -> watch.end(new Failure.Unavailable("the router is shutting down")));
  }

  void ended(Watch watch) {
    open.remove(watch);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  ShardStreams streams() {
    return streams;
  }

  ScheduledExecutorService loop() {
    return loops.get();
  }

  Backoff backoff() {
    return backoff;
  }

  WatchConfig config() {
    return config;
  }
}
