package io.halcyon.sql.engine;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.sql.catalog.CatalogEdit;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.LeaseStore;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.statistics.KnownStatistics;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.storage.StorageTransaction.LockStrength;
import io.halcyon.sql.storage.StorageTransaction.LockWait;
import io.halcyon.sql.system.SystemTables;
import io.halcyon.sql.table.Changes;
import io.halcyon.sql.table.StoredTables;
import io.halcyon.sql.table.TableLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session's transaction: the storage's, and the catalog as it sees and changes it. Owned by the
/// session's thread.
public final class EngineTransaction {
  private final StorageTransaction storage;
  private final @Nullable LeasedTransaction leased;
  private final PhysicalClock clock;
  private final long begunNanos;
  private final TransactionMode mode;
  private final LayoutCache committed;
  private final CatalogEdit edit;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final StoredTables tables;
  private final Changes changes;
  private LayoutCache layouts;

  EngineTransaction(
      StorageTransaction storage,
      TransactionMode mode,
      LayoutCache committed,
      KnownStatistics statistics,
      PhysicalClock clock) {
    this.clock = clock;
    this.begunNanos = clock.monotonicNanos();
    this.storage = storage;
    this.leased = storage instanceof LeasedTransaction held ? held : null;
    this.mode = mode;
    this.committed = committed;
    this.edit = new CatalogEdit(committed.snapshot());
    this.layouts = committed;
    this.tables = new StoredTables(storage, this::layout, statistics);
    this.changes =
        new Changes(
            storage,
            this::snapshot,
            this::layout,
            tables,
            mode.isolation() == TransactionMode.Isolation.SERIALIZABLE);
  }

  public StorageTransaction storage() {
    return storage;
  }

  TransactionMode mode() {
    return mode;
  }

  /// Returns how long ago it began.
  Duration age() {
    return Duration.ofNanos(clock.monotonicNanos() - begunNanos);
  }

  /// Makes sure that the catalog is still as this transaction sees it, if it is so by a lease only.
  ///
  /// @throws io.halcyon.sql.error.SqlError 40001, if it has changed
  void confirm() {
    if (leased != null) {
      leased.confirm();
    }
  }

  /// As {@link #confirm}, unless something was read that would have shown it.
  void confirmUnlessRead() {
    if (leased != null && leased.unconfirmed()) {
      leased.confirm();
    }
  }

  /// Waits, before the commit, for changes of the schema of tables that were written to, unless a
  /// lease keeps these away.
  void passGates() {
    if ((leased == null || !leased.held()) && !changes.touched().isEmpty()) {
      List<byte[]> gates = changes.touched().stream().map(LeaseStore::gate).toList();
      storage.lock(gates, LockStrength.SHARE, LockWait.WAIT);
    }
  }

  /// Returns the catalog for those who look at nothing else.
  CatalogSnapshot confirmedSnapshot() {
    confirmUnlessRead();
    return snapshot();
  }

  /// A change of the schema begins: it goes by the version itself, and what it reads must stay so,
  /// also under weaker isolation.
  void changesSchema() {
    confirm();
    storage.validateReads();
  }

  /// Returns the catalog as it is changed here. After a change, call {@link #catalogChanged}.
  public CatalogEdit edit() {
    return edit;
  }

  public CatalogSnapshot snapshot() {
    return edit.snapshot();
  }

  public CatalogView view(SessionContext context) {
    return new CatalogView(edit.snapshot(), context.searchPath(), SystemTables.byName());
  }

  public TableLayout layout(long id) {
    return layouts.layout(id);
  }

  public StoredTables tables() {
    return tables;
  }

  public Changes changes() {
    return changes;
  }

  /// The catalog was changed: layouts are made anew.
  public void catalogChanged() {
    layouts = edit.changed() ? committed.over(edit.snapshot()) : committed;
  }

  /// Runs something when the transaction has committed.
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  List<Runnable> afterCommit() {
    return List.copyOf(afterCommit);
  }
}
