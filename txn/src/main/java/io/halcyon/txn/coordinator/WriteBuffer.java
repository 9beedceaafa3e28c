package io.halcyon.txn.coordinator;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The writes of a transaction before it commits, with savepoints: an undo log per savepoint.
///
/// PostgreSQL's semantics: rolling back to a savepoint keeps it and ends those after it; a name may
/// be used again and then hides the older one.
final class WriteBuffer {
  private record Undo(Key key, boolean was, @Nullable Value value) {}

  private record Mark(String name, int undone) {}

  private final NavigableMap<Key, Version> writes = new TreeMap<>();
  private final List<Undo> undo = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private long bytes;
  private @Nullable Key first;

  void put(Key key, @Nullable Value value) {
    if (first == null) {
      first = key;
    }
    Version before = writes.put(key, new Version(0, value));
    if (!marks.isEmpty()) {
      undo.add(new Undo(key, before != null, before == null ? null : before.value()));
    }
    bytes += size(key, value) - (before == null ? 0L : size(key, before.value()));
  }

  private static long size(Key key, @Nullable Value value) {
    return (long) key.bytes().length + (value == null ? 0 : value.bytes().length);
  }

  void savepoint(String name) {
    marks.add(new Mark(name, undo.size()));
  }

  /// @return false if there is no such savepoint
  boolean rollbackTo(String name) {
    int at = find(name);
    if (at < 0) {
      return false;
    }
    for (int i = undo.size(); i > marks.get(at).undone; i--) {
      Undo last = undo.removeLast();
      Version now = writes.get(last.key);
      bytes -= now == null ? 0L : size(last.key, now.value());
      if (last.was) {
        writes.put(last.key, new Version(0, last.value));
        bytes += size(last.key, last.value);
      } else {
        writes.remove(last.key);
      }
    }
    marks.subList(at + 1, marks.size()).clear();
    return true;
  }

  /// @return false if there is no such savepoint
  boolean release(String name) {
    int at = find(name);
    if (at < 0) {
      return false;
    }
    marks.subList(at, marks.size()).clear();
    if (marks.isEmpty()) {
      undo.clear();
    }
    return true;
  }

  private int find(String name) {
    for (int i = marks.size() - 1; i >= 0; i--) {
      if (marks.get(i).name.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  void clear() {
    writes.clear();
    undo.clear();
    marks.clear();
    bytes = 0;
    first = null;
  }

  boolean contains(Key key) {
    return writes.containsKey(key);
  }

  int count() {
    return writes.size();
  }

  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return writes.isEmpty();
  }

  /// Returns the key that was written first; null if none was.
  @Nullable Key first() {
    return first;
  }

  List<Key> keys() {
    return List.copyOf(writes.keySet());
  }

  /// Returns what a key was set to; null if it was not written. A version without a value is a
  /// deletion.
  @Nullable Version get(Key key) {
    return writes.get(key);
  }

  /// Returns how many keys of `span` are deleted here: so many rows of a limited scan may vanish.
  int deletedIn(Span span) {
    return (int) within(span).values().stream().filter(version -> !version.exists()).count();
  }

  private NavigableMap<Key, Version> within(Span span) {
    Key end = span.end();
    return end == null
        ? writes.tailMap(span.start(), true)
        : writes.subMap(span.start(), true, end, false);
  }

  /// Returns rows of `covered` as they are with the own writes.
  ///
  /// @param at the timestamp that own writes are shown with
  List<Row> over(List<Row> rows, Span covered, long at, boolean reverse) {
    Comparator<Key> order = reverse ? Comparator.reverseOrder() : Comparator.naturalOrder();
    TreeMap<Key, Row> merged = new TreeMap<>(order);
    rows.forEach(row -> merged.put(row.key(), row));
    Map<Key, Version> own = new HashMap<>(within(covered));
    own.forEach((key, version) -> {
      if (version.exists()) {
        merged.put(key, new Row(key, new Version(at, version.value())));
      } else {
        merged.remove(key);
      }
    });
    return List.copyOf(merged.values());
  }
}
