package io.halcyon.sql.engine;

import io.halcyon.sql.catalog.CatalogEdit;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.system.SystemTables;
import io.halcyon.sql.table.Changes;
import io.halcyon.sql.table.StoredTables;
import io.halcyon.sql.table.TableLayout;
import io.halcyon.sql.table.TableStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A session's transaction: the storage's, and the catalog as it sees and changes it. Owned by the
/// session's thread.
public final class EngineTransaction {
  private final StorageTransaction storage;
  private final TransactionMode mode;
  private final LayoutCache committed;
  private final CatalogEdit edit;
  private final TableStatistics statistics;
  private final Map<Integer, Boolean> deferred = new HashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final Set<Integer> emptied = new HashSet<>();
  private LayoutCache layouts;
  private StoredTables tables;
  private Changes changes;
  private boolean wrote;

  EngineTransaction(
      StorageTransaction storage,
      TransactionMode mode,
      LayoutCache committed,
      TableStatistics statistics) {
    this.storage = storage;
    this.mode = mode;
    this.committed = committed;
    this.statistics = statistics;
    this.edit = new CatalogEdit(committed.snapshot());
    this.layouts = committed;
    this.tables = new StoredTables(storage, this::layout, statistics);
    this.changes = newChanges();
  }

  private Changes newChanges() {
    return new Changes(
        storage,
        edit.snapshot(),
        this::layout,
        tables,
        mode.isolation() == TransactionMode.Isolation.SERIALIZABLE,
        (id, byDefinition) -> deferred.getOrDefault(id, byDefinition));
  }

  public StorageTransaction storage() {
    return storage;
  }

  TransactionMode mode() {
    return mode;
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
    tables = new StoredTables(storage, this::layout, statistics);
    changes = newChanges();
    wrote = true;
  }

  /// Runs something when the transaction has committed.
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  List<Runnable> afterCommit() {
    return List.copyOf(afterCommit);
  }

  /// Sets whether constraints wait for the commit.
  void defer(Map<Integer, Boolean> constraints) {
    deferred.putAll(constraints);
  }

  void wrote() {
    wrote = true;
  }

  boolean hasWritten() {
    return wrote;
  }

  /// Returns the tables, by id, whose rows have been left behind in this transaction.
  public Set<Integer> emptied() {
    return emptied;
  }
}
