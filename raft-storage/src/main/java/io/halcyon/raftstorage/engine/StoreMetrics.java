package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.ShardId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.TickerType;

/// Meters of the stores of a process: counters over all of them, and gauges per shard.
///
/// Names begin with `halcyon.storage`. Thread-safe. Gauges ask RocksDB when they are read.
public final class StoreMetrics {
  private final MeterRegistry registry;
  private final Map<ShardId, List<Meter>> byShard = new ConcurrentHashMap<>();

  /// Registers the counters of the shared environment.
  public StoreMetrics(MeterRegistry registry, StorageEnvironment environment) {
    this.registry = registry;
    counter(environment, "cache.hits", null, TickerType.BLOCK_CACHE_HIT);
    counter(environment, "cache.misses", null, TickerType.BLOCK_CACHE_MISS);
    counter(environment, "bloom.useful", null, TickerType.BLOOM_FILTER_USEFUL);
    counter(environment, "compaction.read", "bytes", TickerType.COMPACT_READ_BYTES);
    counter(environment, "compaction.written", "bytes", TickerType.COMPACT_WRITE_BYTES);
    counter(environment, "flush.written", "bytes", TickerType.FLUSH_WRITE_BYTES);
    counter(environment, "stall", "us", TickerType.STALL_MICROS);
    Gauge.builder("halcyon.storage.cache.used", environment, StorageEnvironment::cacheUsedBytes)
        .baseUnit("bytes")
        .description("bytes in the block cache, memtables included")
        .register(registry);
  }

  /// Registers the gauges of a shard; `store` gives its current store, null while it has none.
  public void watch(ShardId shard, Supplier<@Nullable ShardStore> store) {
    forget(shard);
    List<Meter> meters = new ArrayList<>();
    Tags tags = Tags.of("shard", shard.toString());
    meters.add(property("memtable", "bytes", StoreProperties.MEMTABLE_BYTES, tags, store));
    meters.add(property("sst", "bytes", StoreProperties.SST_BYTES, tags, store));
    meters.add(property("live", "bytes", StoreProperties.LIVE_BYTES, tags, store));
    meters.add(
        property(
            "compaction.pending", "bytes", StoreProperties.PENDING_COMPACTION_BYTES, tags, store));
    for (int level = 0; level < StoreProperties.LEVELS; level++) {
      int at = level;
      Tags levelTags = tags.and("level", Integer.toString(level));
      meters.add(gauge("files", null, levelTags, store, current -> current.filesAtLevel(at)));
    }
    meters.add(gauge("applied.index", null, tags, store, ShardStore::appliedIndex));
    meters.add(gauge("durable.index", null, tags, store, ShardStore::durableIndex));
    byShard.put(shard, meters);
  }

  /// Removes the gauges of a shard.
  public void forget(ShardId shard) {
    List<Meter> meters = byShard.remove(shard);
    if (meters != null) {
      meters.forEach(registry::remove);
    }
  }

  private void counter(
      StorageEnvironment environment, String name, @Nullable String unit, TickerType ticker) {
    FunctionCounter.builder("halcyon.storage." + name, environment, shared -> shared.ticker(ticker))
        .baseUnit(unit)
        .register(registry);
  }

  private Meter property(
      String name,
      @Nullable String unit,
      String property,
      Tags tags,
      Supplier<@Nullable ShardStore> store) {
    return gauge(name, unit, tags, store, current -> current.property(property));
  }

  private Meter gauge(
      String name,
      @Nullable String unit,
      Tags tags,
      Supplier<@Nullable ShardStore> store,
      ToDoubleFunction<ShardStore> value) {
    return Gauge.builder("halcyon.storage." + name, () -> read(store, value))
        .baseUnit(unit)
        .tags(tags)
        .register(registry);
  }

  private static double read(
      Supplier<@Nullable ShardStore> store, ToDoubleFunction<ShardStore> value) {
    try {
      ShardStore current = store.get();
      return current == null ? 0 : value.applyAsDouble(current);
    } catch (HalcyonException _) {
      // Being replaced or closed: a gauge must not throw.
      return 0;
    }
  }
}
