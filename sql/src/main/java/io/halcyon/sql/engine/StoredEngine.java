package io.halcyon.sql.engine;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CatalogStore;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.statistics.StatisticsCache;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SQL over a store of keys. Thread-safe.
///
/// A transaction goes by a copy of the catalog of one version, and commits only if the schema has
/// not changed under it: either this process has a lease of that version, or the transaction reads
/// the version as its first act.
public final class StoredEngine implements SqlEngine {
  private final Storage storage;
  private final EngineConfig config;
  private final PhysicalClock clock;
  private final Sequences sequences;
  private final CatalogLeases leases;
  private final StatisticsCache statistics;
  private volatile LayoutCache newest;

  public StoredEngine(Storage storage, EngineConfig config, PhysicalClock clock) {
    this.clock = clock;
    this.storage = storage;
    this.config = config;
    this.statistics = new StatisticsCache(storage, clock);
    this.sequences = new Sequences(storage);
    this.newest = new LayoutCache(new CatalogSnapshot(0, List.of()), SessionContext.FOR_TEXTS);
    this.leases =
        new CatalogLeases(storage, this::layouts, config.catalogLease(), clock::monotonicNanos);
  }

  @Override
  public EngineSession open() {
    return new StoredSession(this);
  }

  Sequences sequences() {
    return sequences;
  }

  EngineConfig config() {
    return config;
  }

  Storage storage() {
    return storage;
  }

  PhysicalClock clock() {
    return clock;
  }

  StatisticsCache statistics() {
    return statistics;
  }

  CatalogLeases leases() {
    return leases;
  }

  /// Begins a transaction.
  EngineTransaction begin(TransactionMode mode) {
    // A lease is of the present.
    Lease lease = mode.asOfMicros() == null ? leases.enter() : null;
    return lease == null ? beginWithoutLease(mode) : begin(mode, lease);
  }

  private EngineTransaction begin(TransactionMode mode, Lease lease) {
    @Nullable EngineTransaction begun = null;
    try {
      StorageTransaction transaction = new LeasedTransaction(storage.begin(mode), leases, lease);
      begun = new EngineTransaction(transaction, mode, lease.layouts(), statistics, clock);
      return begun;
    } finally {
      if (begun == null) {
        leases.left(lease);
      }
    }
  }

  /// Begins a transaction that reads the catalog's version.
  EngineTransaction beginWithoutLease(TransactionMode mode) {
    StorageTransaction transaction = storage.begin(mode);
    boolean begun = false;
    try {
      LayoutCache layouts = layouts(transaction);
      begun = true;
      return new EngineTransaction(transaction, mode, layouts, statistics, clock);
    } finally {
      if (!begun) {
        transaction.rollback();
      }
    }
  }

  /// Returns what makes room for a change of the schema.
  SchemaChange schemaChange() {
    return new SchemaChange(storage, leases);
  }

  /// Returns the catalog that a transaction sees.
  CatalogSnapshot snapshot(StorageTransaction transaction) {
    return layouts(transaction).snapshot();
  }

  private LayoutCache layouts(StorageTransaction transaction) {
    long version = CatalogStore.version(transaction);
    LayoutCache known = newest;
    if (known.snapshot().version() == version) {
      return known;
    }
    LayoutCache loaded = known.over(CatalogStore.load(transaction));
    if (version > known.snapshot().version()) {
      newest = loaded;
    }
    return loaded;
  }
}
