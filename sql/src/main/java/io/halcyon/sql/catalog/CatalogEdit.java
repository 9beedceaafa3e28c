package io.halcyon.sql.catalog;

import io.halcyon.sql.storage.StorageTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The catalog as a transaction changes it: a committed version, and what the transaction has made
/// of it so far. Owned by the session's thread.
public final class CatalogEdit {
  private final CatalogSnapshot base;
  private final Map<Integer, Descriptor> written = new TreeMap<>();
  private final Set<Integer> removed = new HashSet<>();
  private final Map<String, State> savepoints = new HashMap<>();
  private CatalogSnapshot now;

  private record State(Map<Integer, Descriptor> written, Set<Integer> removed) {}

  public CatalogEdit(CatalogSnapshot base) {
    this.base = base;
    this.now = base;
  }

  /// Returns the catalog as the transaction sees it.
  public CatalogSnapshot snapshot() {
    return now;
  }

  /// Returns whether anything is changed.
  public boolean changed() {
    return !written.isEmpty() || !removed.isEmpty();
  }

  /// Puts an object, new or in place of the one of its id.
  public void put(Descriptor descriptor) {
    written.put(descriptor.id(), descriptor);
    removed.remove(descriptor.id());
    renew();
  }

  /// Removes an object.
  public void remove(int id) {
    written.remove(id);
    if (base.find(id) != null) {
      removed.add(id);
    }
    renew();
  }

  private void renew() {
    Map<Integer, Descriptor> all = new TreeMap<>();
    base.all().forEach(descriptor -> all.put(descriptor.id(), descriptor));
    removed.forEach(all::remove);
    all.putAll(written);
    now = new CatalogSnapshot(base.version(), all.values());
  }

  public void savepoint(String name) {
    savepoints.put(name, new State(new TreeMap<>(written), new HashSet<>(removed)));
  }

  public void rollbackTo(String name) {
    State state = savepoints.get(name);
    if (state != null) {
      written.clear();
      written.putAll(state.written());
      removed.clear();
      removed.addAll(state.removed());
      renew();
    }
  }

  /// Writes the changes.
  public void write(StorageTransaction transaction) {
    List<Descriptor> all = new ArrayList<>();
    for (Descriptor descriptor : written.values()) {
      all.add(descriptor);
    }
    CatalogStore.write(transaction, base.version(), all, List.copyOf(removed));
  }

  /// Returns the catalog after the commit.
  public CatalogSnapshot committed() {
    return new CatalogSnapshot(base.version() + 1, now.all());
  }
}
