package io.halcyon.node.rpc;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.wire.OpKind;
import io.halcyon.node.replica.Reply;
import io.halcyon.rpc.Responder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Rate, latency and failures of the node's operations by kind. Thread-safe.
public final class OperationMetrics {
  private final MeterRegistry registry;
  private final PhysicalClock clock;
  private final Map<OpKind, Timer> timers = new EnumMap<>(OpKind.class);

  public OperationMetrics(MeterRegistry registry, PhysicalClock clock) {
    this.registry = registry;
    this.clock = clock;
    for (OpKind kind : OpKind.values()) {
      timers.put(
          kind,
          Timer.builder("halcyon.node.operation.duration")
              .description("Time from an operation's arrival at the node to its answer")
              .tag("kind", kind.name().toLowerCase(Locale.ROOT))
              .publishPercentileHistogram()
              .minimumExpectedValue(java.time.Duration.ofNanos(100_000))
              .maximumExpectedValue(java.time.Duration.ofSeconds(10))
              .register(registry));
    }
  }

  /// Wraps a responder so that the answer is counted and timed.
  Reply timed(OpKind kind, Responder responder) {
    long started = clock.monotonicNanos();
    return new Reply() {
      @Override
      public void ok(byte[] body) {
        timer(kind).record(clock.monotonicNanos() - started, TimeUnit.NANOSECONDS);
        responder.ok(body);
      }

      @Override
      public void fail(Failure failure) {
        failures(kind, failure).increment();
        responder.fail(failure);
      }
    };
  }

  private Timer timer(OpKind kind) {
    Timer timer = timers.get(kind);
    if (timer == null) {
      throw new IllegalStateException("no timer for " + kind);
    }
    return timer;
  }

  private Counter failures(OpKind kind, Failure failure) {
    return Counter.builder("halcyon.node.operation.failures")
        .description("Operations that failed at the node, by kind of failure")
        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
        .tag("failure", failure.getClass().getSimpleName())
        .register(registry);
  }
}
