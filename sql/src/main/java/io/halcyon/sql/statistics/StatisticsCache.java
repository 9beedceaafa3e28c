package io.halcyon.sql.statistics;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.storage.Storage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process's copy of all statistics. It is read again in the background when it is asked and
/// the copy is old, so what another process has analyzed is known here a little later. Thread-safe.
public final class StatisticsCache implements KnownStatistics {
  private static final Logger log = LoggerFactory.getLogger(StatisticsCache.class);
  private static final Duration KEPT = Duration.ofSeconds(60);

  private final Storage storage;
  private final PhysicalClock clock;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Map<Long, TableStatistics> known = Map.of();
  private volatile long readAgainNanos;

  public StatisticsCache(Storage storage, PhysicalClock clock) {
    this.storage = storage;
    this.clock = clock;
    this.readAgainNanos = clock.monotonicNanos();
  }

  /// Never blocks.
  @Override
  public @Nullable TableStatistics of(long table) {
    if (clock.monotonicNanos() - readAgainNanos >= 0 && reading.compareAndSet(false, true)) {
      Thread.ofVirtual().name("halcyon-sql-statistics").start(this::readInBackground);
    }
    return known.get(table);
  }

  private void readInBackground() {
    try {
      read();
    } catch (HalcyonException | SqlError e) {
      // Plans are made with what is known.
      log.atDebug().addKeyValue("problem", e.getMessage()).log("no statistics");
    } finally {
      readAgainNanos = clock.monotonicNanos() + KEPT.toNanos();
      reading.set(false);
    }
  }

  /// Reads all statistics. One at a time, so that what was read later stays.
  public synchronized void read() {
    known = storage.look(StatisticsStore::load);
  }

  /// Returns all that is known, by the tables' ids.
  public Map<Long, TableStatistics> all() {
    return known;
  }
}
