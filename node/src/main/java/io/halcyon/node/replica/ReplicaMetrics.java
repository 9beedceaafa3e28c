package io.halcyon.node.replica;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.ShardId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What one replica counts. Thread-safe.
public final class ReplicaMetrics {
  private final MeterRegistry registry;
  private final Tags tags;
  private final Timer logSync;
  private final DistributionSummary entryOps;
  private final DistributionSummary entryBytes;
  private final Counter shed;
  private final Counter followerReads;
  private final Counter boundRenewals;
  private final Counter floorWaits;
  private final Counter corruptions;
  private final Counter repairs;
  // The replica that is open, or was last; a repair replaces it.
  private final AtomicReference<@Nullable Replica> current = new AtomicReference<>();

  public ReplicaMetrics(MeterRegistry registry, ShardId shard) {
    this.registry = registry;
    this.tags = Tags.of("shard", Integer.toString(shard.value()));
    this.entryOps =
        DistributionSummary.builder("halcyon.replica.entry.ops")
            .description("Writes in one log entry: how well the cost of an entry is shared")
            .tags(tags)
            .register(registry);
    this.entryBytes =
        DistributionSummary.builder("halcyon.replica.entry.bytes")
            .description("Size of log entries")
            .baseUnit("bytes")
            .tags(tags)
            .register(registry);
    this.logSync =
        Timer.builder("halcyon.replica.log.sync.duration")
            .description("Time that forcing the Raft log to disk (fdatasync) takes")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(50_000))
            .maximumExpectedValue(Duration.ofSeconds(5))
            .tags(tags)
            .register(registry);
    this.corruptions =
        counter("halcyon.replica.corruptions", "Times that stored data was found damaged");
    this.repairs = counter("halcyon.replica.repairs", "Replicas replaced from the others");
    this.shed = counter("halcyon.replica.writes.shed", "Writes refused because the queue was full");
    this.followerReads =
        counter("halcyon.replica.reads.follower", "Reads served at a closed timestamp");
    this.boundRenewals =
        counter("halcyon.replica.bound.renewals", "Reads that had to wait for a new bound (C1)");
    this.floorWaits =
        counter("halcyon.replica.reads.floor.waits", "Reads held back by the floor (C2)");
  }

  /// Returns metrics that nobody reads, for a replica on its own.
  public static ReplicaMetrics unread(ShardId shard) {
    return new ReplicaMetrics(new SimpleMeterRegistry(), shard);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  void proposed(int ops, int bytes) {
    entryOps.record(ops);
    entryBytes.record(bytes);
  }

  void shed() {
    shed.increment();
  }

  void followerRead() {
    followerReads.increment();
  }

  void boundRenewal() {
    boundRenewals.increment();
  }

  void floorWait() {
    floorWaits.increment();
  }

  /// The log was forced to disk.
  void synced(long nanos) {
    logSync.record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Stored data of the replica was found damaged.
  public void corrupted() {
    corruptions.increment();
  }

  /// The replica was replaced from the others.
  public void repaired() {
    repairs.increment();
  }

  /// Has the gauges read from `replica` when metrics are scraped, instead of from the one before.
  public void watch(Replica replica) {
    if (current.getAndSet(replica) != null) {
      return;
    }
    gauge("halcyon.replica.leader", "1 when this replica leads", r -> r.leading() ? 1 : 0);
    gauge("halcyon.replica.term", "Raft term", r -> r.status().term());
    gauge(
        "halcyon.replica.applied.index",
        "Last log entry applied to the store",
        r -> r.status().appliedIndex());
    gauge(
        "halcyon.replica.apply.lag.entries",
        "Entries committed and not yet applied",
        r -> Math.max(0, r.status().commitIndex() - r.status().appliedIndex()));
    gauge("halcyon.replica.log.bytes", "Size of the Raft log", r -> r.status().logBytes());
    gauge("halcyon.replica.queue.writes", "Writes waiting for evaluation", Replica::queuedWrites);
    gauge(
        "halcyon.replica.failed",
        "1 when the replica has stopped itself",
        r -> r.problem() == null ? 0 : 1);
  }

  private void gauge(String name, String description, ToDoubleFunction<Replica> value) {
    Gauge.builder(name, current, open -> read(open.get(), value))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private static double read(@Nullable Replica replica, ToDoubleFunction<Replica> value) {
    try {
      return replica == null ? 0 : value.applyAsDouble(replica);
    } catch (HalcyonException _) {
      // Starting or closed: a gauge must not throw.
      return 0;
    }
  }
}
