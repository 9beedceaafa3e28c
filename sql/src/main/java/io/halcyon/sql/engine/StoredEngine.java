package io.halcyon.sql.engine;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CatalogStore;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.table.TableStatistics;
import java.time.ZoneOffset;
import java.util.List;

/// SQL over a store of keys. Thread-safe.
///
/// Every transaction reads the version of the catalog as its first act, so that it commits only if
/// the schema has not changed under it; what it then reads the catalog from is a copy of that
/// version.
public final class StoredEngine implements SqlEngine {
  private final Storage storage;
  private final EngineConfig config;
  private final Sequences sequences;
  private volatile LayoutCache newest;

  public StoredEngine(Storage storage, EngineConfig config) {
    this.storage = storage;
    this.config = config;
    this.sequences = new Sequences(storage);
    this.newest = new LayoutCache(new CatalogSnapshot(0, List.of()), plain());
  }

  /// Returns a context for what no session asks for: texts of the catalog.
  private static SessionContext plain() {
    return new SessionContext(
        ZoneOffset.UTC,
        0,
        0,
        SessionContext.DateOrder.MDY,
        1,
        "halcyon",
        "halcyon",
        List.of("public"),
        Randomness.unseeded());
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

  /// Begins a transaction.
  EngineTransaction begin(TransactionMode mode) {
    StorageTransaction transaction = storage.begin(mode);
    boolean begun = false;
    try {
      LayoutCache layouts = layouts(transaction);
      begun = true;
      return new EngineTransaction(transaction, mode, layouts, TableStatistics.UNKNOWN);
    } finally {
      if (!begun) {
        transaction.rollback();
      }
    }
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
