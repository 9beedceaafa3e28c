package io.halcyon.router.metrics;

import io.halcyon.router.transact.TransactionEvents;
import io.halcyon.txn.coordinator.Conflict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What transactions count and time. Thread-safe.
final class TransactionMetrics implements TransactionEvents {
  private static final Duration LATENCY_MIN = Duration.ofNanos(100_000);
  private static final Duration LATENCY_MAX = Duration.ofSeconds(60);

  private final Map<End, Counter> ends;
  private final Map<Conflict.Kind, Counter> restarts;
  private final Map<Phase, Timer> phases;
  private final Timer lockWaits;

  TransactionMetrics(MeterRegistry registry) {
    this.ends =
        each(
            End.class,
            end ->
                Counter.builder("halcyon.router.transactions")
                    .description("Transactions ended, by how")
                    .tag("end", name(end))
                    .register(registry));
    this.restarts =
        each(
            Conflict.Kind.class,
            cause ->
                Counter.builder("halcyon.router.transactions.restarts")
                    .description("Attempts of transactions that lost, by cause")
                    .tag("cause", name(cause))
                    .register(registry));
    this.phases =
        each(
            Phase.class,
            phase ->
                timer("halcyon.router.transactions.commit", "Commits, by phase")
                    .tag("phase", name(phase))
                    .register(registry));
    this.lockWaits =
        timer("halcyon.router.transactions.lock.wait", "Locks that had to be waited for")
            .register(registry);
  }

  private static <E extends Enum<E>, M> Map<E, M> each(Class<E> type, Function<E, M> maker) {
    Map<E, M> map = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      map.put(constant, maker.apply(constant));
    }
    return map;
  }

  private static Timer.Builder timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .publishPercentileHistogram()
        .minimumExpectedValue(LATENCY_MIN)
        .maximumExpectedValue(LATENCY_MAX);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void ended(End end) {
    count(ends.get(end));
  }

  @Override
  public void restarted(Conflict.Kind cause) {
    count(restarts.get(cause));
  }

  private static void count(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void lockWaited(long nanos) {
    lockWaits.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void phase(Phase phase, long nanos) {
    Timer timer = phases.get(phase);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }
}
