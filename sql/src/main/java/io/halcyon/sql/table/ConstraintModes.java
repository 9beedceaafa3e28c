package io.halcyon.sql.table;

import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which constraints wait for the commit in one transaction: what `SET CONSTRAINTS` has said, and
/// savepoints take back. Owned by the session's thread.
final class ConstraintModes {
  private final Deque<Saved> savepoints = new ArrayDeque<>();
  private Modes now = new Modes(null, Map.of());

  /// @param all what was said of all constraints; null if nothing was
  /// @param single what was said of one after that, by its id
  private record Modes(@Nullable Boolean all, Map<Integer, Boolean> single) {}

  private record Saved(String name, Modes modes) {}

  boolean deferred(ForeignKeyDescriptor key) {
    if (!key.deferrable()) {
      return false;
    }
    Boolean said = now.single().getOrDefault(key.id(), now.all());
    return said == null ? key.initiallyDeferred() : said;
  }

  void setAll(boolean deferred) {
    now = new Modes(deferred, Map.of());
  }

  /// @param keys ids of constraints
  void set(Collection<Integer> keys, boolean deferred) {
    Map<Integer, Boolean> single = new HashMap<>(now.single());
    keys.forEach(key -> single.put(key, deferred));
    now = new Modes(now.all(), Map.copyOf(single));
  }

  void savepoint(String name) {
    savepoints.push(new Saved(name, now));
  }

  void rollbackTo(String name) {
    while (!savepoints.isEmpty()) {
      Saved last = savepoints.element();
      if (last.name().equals(name)) {
        now = last.modes();
        return;
      }
      savepoints.pop();
    }
  }

  void release(String name) {
    while (!savepoints.isEmpty() && !savepoints.pop().name().equals(name)) {
      // Those within it go with it.
    }
  }
}
