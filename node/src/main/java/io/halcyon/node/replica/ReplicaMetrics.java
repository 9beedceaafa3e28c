package io.halcyon.node.replica;

import io.halcyon.core.id.ShardId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/// What one replica counts. Thread-safe.
public final class ReplicaMetrics {
  private final MeterRegistry registry;
  private final Tags tags;
  private final DistributionSummary entryOps;
  private final DistributionSummary entryBytes;
  private final Counter shed;
  private final Counter followerReads;
  private final Counter boundRenewals;
  private final Counter floorWaits;

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
    this.shed = counter("halcyon.replica.writes.shed", "Writes refused because the queue was full");
    this.followerReads =
        counter("halcyon.replica.reads.follower", "Reads served at a closed timestamp");
    this.boundRenewals =
        counter("halcyon.replica.bound.renewals", "Reads that had to wait for a new bound (C1)");
    this.floorWaits =
        counter("halcyon.replica.reads.floor.waits", "Reads held back by the floor (C2)");
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

  /// Registers the gauges that are read from the replica when metrics are scraped.
  public void watch(Replica replica) {
    gauge(replica, "halcyon.replica.leader", "1 when this replica leads", r -> r.leading() ? 1 : 0);
    gauge(replica, "halcyon.replica.term", "Raft term", r -> r.status().term());
    gauge(
        replica,
        "halcyon.replica.applied.index",
        "Last log entry applied to the store",
        r -> r.status().appliedIndex());
    gauge(
        replica,
        "halcyon.replica.apply.lag.entries",
        "Entries committed and not yet applied",
        r -> Math.max(0, r.status().commitIndex() - r.status().appliedIndex()));
    gauge(replica, "halcyon.replica.log.bytes", "Size of the Raft log", r -> r.status().logBytes());
    gauge(
        replica,
        "halcyon.replica.queue.writes",
        "Writes waiting for evaluation",
        Replica::queuedWrites);
    gauge(
        replica,
        "halcyon.replica.failed",
        "1 when the replica has stopped itself",
        r -> r.problem() == null ? 0 : 1);
  }

  private void gauge(
      Replica replica, String name, String description, ToDoubleFunction<Replica> value) {
    Gauge.builder(name, replica, value).description(description).tags(tags).register(registry);
  }
}
