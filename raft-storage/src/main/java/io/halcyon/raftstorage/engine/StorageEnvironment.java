package io.halcyon.raftstorage.engine;

import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Cache;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.HistogramType;
import org.rocksdb.LRUCache;
import org.rocksdb.Priority;
import org.rocksdb.RateLimiter;
import org.rocksdb.RocksDB;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBufferManager;

/// What all stores of a process share: block cache, memtable budget (charged to the cache), limit
/// of background writes, statistics, background threads.
///
/// Thread-safe. Close it after the stores that were opened with it.
public final class StorageEnvironment implements AutoCloseable {
  private final StorageConfig config;
  private final Cache cache;
  private final WriteBufferManager writeBuffers;
  private final @Nullable RateLimiter rateLimiter;
  private final @Nullable Statistics statistics;
  private final AtomicBoolean closed = new AtomicBoolean();

  private StorageEnvironment(StorageConfig config) {
    this.config = config;
    this.cache = new LRUCache(config.cacheBytes());
    this.writeBuffers = new WriteBufferManager(config.writeBufferBytesMax(), cache);
    this.rateLimiter =
        config.compactionBytesPerSecond() == 0
            ? null
            : new RateLimiter(config.compactionBytesPerSecond());
    this.statistics =
        config.statistics()
            // Counters only: a histogram would cost each operation two readings of the clock.
            ? new Statistics(EnumSet.allOf(HistogramType.class))
            : null;
    Env env = Env.getDefault();
    env.setBackgroundThreads(config.backgroundJobs(), Priority.LOW);
    env.setBackgroundThreads(Math.max(1, config.backgroundJobs() / 2), Priority.HIGH);
  }

  /// Allocates the shared parts; loads the native library on first use.
  public static StorageEnvironment open(StorageConfig config) {
    RocksDB.loadLibrary();
    return new StorageEnvironment(config);
  }

  public StorageConfig config() {
    return config;
  }

  /// Returns the bytes in the block cache, memtables included.
  public long cacheUsedBytes() {
    return closed.get() ? 0 : cache.getUsage();
  }

  Cache cache() {
    return cache;
  }

  /// Returns a counter over all stores, 0 without statistics.
  long ticker(TickerType type) {
    return statistics == null || closed.get() ? 0 : statistics.getTickerCount(type);
  }

  void shareWith(DBOptions options) {
    options.setEnv(Env.getDefault()).setWriteBufferManager(writeBuffers);
    if (rateLimiter != null) {
      options.setRateLimiter(rateLimiter);
    }
    if (statistics != null) {
      options.setStatistics(statistics);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (statistics != null) {
      statistics.close();
    }
    if (rateLimiter != null) {
      rateLimiter.close();
    }
    writeBuffers.close();
    cache.close();
  }
}
