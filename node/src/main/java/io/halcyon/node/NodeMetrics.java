package io.halcyon.node;

import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.repair.Scrubber;
import io.halcyon.node.replica.ReplicaMetrics;
import io.halcyon.node.rpc.OperationMetrics;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.engine.StoreMetrics;
import io.halcyon.raftstorage.transport.PeerCounters.Snapshot;
import io.halcyon.raftstorage.transport.PeerTransport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The node's metrics: the registry, and what concerns the node as a whole. Thread-safe.
final class NodeMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Map<ShardId, ReplicaMetrics> replicas = new ConcurrentHashMap<>();
  private volatile @Nullable StoreMetrics stores;

  NodeMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /// Returns the metrics of a shard's replica, which outlive a repair or a new incarnation.
  ReplicaMetrics replica(ShardId shard) {
    return replicas.computeIfAbsent(shard, id -> new ReplicaMetrics(registry, id));
  }

  OperationMetrics operations(PhysicalClock clock) {
    return new OperationMetrics(registry, clock);
  }

  /// Returns everything in Prometheus' text format.
  String scrape() {
    return registry.scrape();
  }

  /// Registers the counters of RocksDB and of the transport between nodes.
  void watch(StorageEnvironment storage) {
    stores = new StoreMetrics(registry, storage);
  }

  /// Registers the gauges of a shard's store.
  void watch(ShardId shard, Supplier<@Nullable ShardStore> store) {
    StoreMetrics current = stores;
    if (current != null) {
      current.watch(shard, store);
    }
  }

  /// Registers what the transport between nodes has done, in this incarnation or an earlier one.
  void watchPeers(Supplier<@Nullable PeerTransport> transport) {
    peers(transport, "frames.sent", "Frames sent to other nodes", Snapshot::framesSent);
    peers(transport, "messages.sent", "Messages in those frames", Snapshot::messagesSent);
    peers(transport, "bytes.sent", "Bytes sent to other nodes", Snapshot::bytesSent);
    peers(transport, "clock.frames.sent", "Frames with clock news only", Snapshot::clockFramesSent);
    peers(transport, "disconnects", "Connections to other nodes lost", Snapshot::disconnects);
    peers(
        transport, "queue.full", "Messages refused: a peer's queue was full", Snapshot::queueFull);
  }

  private void peers(
      Supplier<@Nullable PeerTransport> transport,
      String name,
      String description,
      ToDoubleFunction<Snapshot> value) {
    FunctionCounter.builder(
            "halcyon.peer." + name,
            transport,
            t -> {
              PeerTransport current = t.get();
              return current == null ? 0 : value.applyAsDouble(current.counters().snapshot());
            })
        .description(description)
        .register(registry);
  }

  void watch(HlcClock clock) {
    Gauge.builder("halcyon.clock.lead", clock, c -> c.leadMillis() / 1000.0)
        .description("How far the hybrid clock runs ahead of the physical one")
        .baseUnit("seconds")
        .register(registry);
    FunctionCounter.builder("halcyon.clock.refused", clock, HlcClock::refusedCount)
        .description("Received timestamps refused as too far ahead: check NTP")
        .register(registry);
  }

  void watch(Supplier<@Nullable ActiveNode> node) {
    Gauge.builder(
            "halcyon.floor.waiting",
            node,
            n -> {
              ActiveNode active = n.get();
              return active == null ? 0 : active.floor().waiting();
            })
        .description("Answers held back until every member has been heard of (C2)")
        .register(registry);
    Gauge.builder(
            "halcyon.liveness.lease.valid",
            node,
            n -> {
              ActiveNode active = n.get();
              return active != null && active.lease().valid() ? 1 : 0;
            })
        .description("1 while the node holds its liveness lease (C3)")
        .register(registry);
    scrub(node, "bytes", "Bytes read by the background check of stored data", Scrubber::bytes);
    scrub(node, "rounds", "Finished checks of everything stored", Scrubber::rounds);
  }

  private void scrub(
      Supplier<@Nullable ActiveNode> node,
      String name,
      String description,
      ToDoubleFunction<Scrubber> value) {
    FunctionCounter.builder(
            "halcyon.scrub." + name,
            node,
            n -> {
              ActiveNode active = n.get();
              return active == null ? 0 : value.applyAsDouble(active.scrubber());
            })
        .description(description)
        .register(registry);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
