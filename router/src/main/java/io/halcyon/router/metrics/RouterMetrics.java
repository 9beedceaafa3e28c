package io.halcyon.router.metrics;

import io.halcyon.core.failure.Failure;
import io.halcyon.router.dispatch.DispatchEvents;
import io.halcyon.router.dispatch.RetryCause;
import io.halcyon.router.kv.KvEvents;
import io.halcyon.router.kv.KvOperation;
import io.halcyon.router.transact.TransactionEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/// What a router counts and times; scraped as Prometheus text. Thread-safe.
public final class RouterMetrics implements KvEvents, DispatchEvents, AutoCloseable {
  private static final Duration LATENCY_MIN = Duration.ofNanos(100_000);
  private static final Duration LATENCY_MAX = Duration.ofSeconds(10);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<KvOperation, Timer> latency = new EnumMap<>(KvOperation.class);
  private final Map<KvOperation, Map<Class<?>, Counter>> failures =
      new EnumMap<>(KvOperation.class);
  private final Map<RetryCause, Counter> retries = new EnumMap<>(RetryCause.class);
  private final Counter leaderMisses =
      Counter.builder("halcyon.router.leader.misses")
          .description("Operations that found no believed leader for their shard")
          .register(registry);

  private final TransactionMetrics transactions = new TransactionMetrics(registry);

  public RouterMetrics() {
    for (KvOperation operation : KvOperation.values()) {
      latency.put(operation, timer(operation));
      failures.put(operation, new ConcurrentHashMap<>());
    }
    for (RetryCause cause : RetryCause.values()) {
      retries.put(
          cause,
          Counter.builder("halcyon.router.retries")
              .description("Operations sent to a node again, by cause")
              .tag("cause", name(cause))
              .register(registry));
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  private Timer timer(KvOperation operation) {
    return Timer.builder("halcyon.router.operation")
        .description("Operations answered with success, from arrival to answer")
        .tag("operation", name(operation))
        .publishPercentileHistogram()
        .minimumExpectedValue(LATENCY_MIN)
        .maximumExpectedValue(LATENCY_MAX)
        .register(registry);
  }

  /// Returns what transactions tell.
  public TransactionEvents transactions() {
    return transactions;
  }

  /// Registers a value that is read at each scrape.
  ///
  /// @param name dotted, starting with `halcyon.router.`
  public void gauge(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void completed(KvOperation operation, long nanos) {
    Timer timer = latency.get(operation);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void failed(KvOperation operation, Failure failure, long nanos) {
    Map<Class<?>, Counter> counters = failures.get(operation);
    if (counters != null) {
      counters
          .computeIfAbsent(failure.getClass(), kind -> failureCounter(operation, kind))
          .increment();
    }
  }

  private Counter failureCounter(KvOperation operation, Class<?> kind) {
    return Counter.builder("halcyon.router.failures")
        .description("Operations answered with a failure, by its kind")
        .tag("operation", name(operation))
        .tag("kind", kind.getSimpleName())
        .register(registry);
  }

  @Override
  public void retried(RetryCause cause) {
    Counter counter = retries.get(cause);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void leaderMissed() {
    leaderMisses.increment();
  }

  /// Returns everything in the Prometheus text format.
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
