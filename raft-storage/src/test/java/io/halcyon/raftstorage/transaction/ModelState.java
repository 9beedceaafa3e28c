package io.halcyon.raftstorage.transaction;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the changes of the protocol should come to, the obvious way.
final class ModelState {
  private record Resolved(TxnId txn, Key key) {}

  private final NavigableMap<Key, TreeMap<Long, Version>> versions = new TreeMap<>();
  private final NavigableMap<Key, Intent> intents = new TreeMap<>();
  private final Map<TxnRef, TxnOutcome> records = new HashMap<>();
  private final Map<RequestId, RequestOutcome> outcomes = new HashMap<>();
  private final Map<Resolved, TxnOutcome> resolved = new HashMap<>();
  private long mark;

  void apply(Change change) {
    switch (change) {
      case Change.PutVersion put -> write(put.key(), put.at(), put.value());
      case Change.PutIntent put -> intents.put(put.intent().key(), put.intent());
      case Change.RemoveIntent remove -> intents.remove(remove.key());
      case Change.PutRecord put -> records.put(put.txn(), put.outcome());
      case Change.RemoveRecord remove -> {
        if (records.get(remove.txn()) instanceof TxnOutcome.Committed) {
          records.remove(remove.txn());
        }
      }
      case Change.RememberRequest remember -> outcomes.put(remember.request(), remember.outcome());
      case Change.RememberResolved remember ->
          resolved.put(new Resolved(remember.txn(), remember.key()), remember.outcome());
      case Change.ForgetBefore forget -> mark = Math.max(mark, forget.millis());
    }
    outcomes.keySet().removeIf(this::old);
    resolved.keySet().removeIf(one -> old(one.txn().request()));
    records
        .entrySet()
        .removeIf(one ->
            one.getValue() instanceof TxnOutcome.Aborted && old(one.getKey().id().request()));
  }

  private boolean old(RequestId request) {
    return request.createdMillis() < mark;
  }

  /// The deletion of an absent key changes nothing.
  private void write(Key key, long at, @Nullable Value value) {
    TreeMap<Long, Version> all = versions.computeIfAbsent(key, _ -> new TreeMap<>());
    if (value != null) {
      all.put(at, new Version(at, value));
      return;
    }
    Map.Entry<Long, Version> before = all.floorEntry(at);
    if (before != null && before.getValue().exists()) {
      all.put(at, new Version(at, null));
      // A late deletion makes the next one that of an absent key.
      Map.Entry<Long, Version> next = all.higherEntry(at);
      if (next != null && !next.getValue().exists()) {
        all.remove(next.getKey());
      }
    }
  }

  NavigableMap<Long, Version> versions(Key key) {
    return versions.getOrDefault(key, new TreeMap<>());
  }

  Version at(Key key, long readAt) {
    Map.Entry<Long, Version> found = versions(key).floorEntry(readAt);
    if (found == null) {
      return Version.ABSENT;
    }
    Value value = found.getValue().value();
    boolean expired =
        value != null
            && value.expiresAtMillis() != 0
            && value.expiresAtMillis() <= HlcTimestamp.millisOf(readAt);
    return expired ? new Version(found.getKey(), null) : found.getValue();
  }

  long lastWriteAfter(Key key, long after) {
    NavigableMap<Long, Version> all = versions(key);
    return all.isEmpty() || all.lastKey() <= after ? 0 : all.lastKey();
  }

  boolean changed(Span span, long after, long upTo) {
    return after < upTo
        && versions.entrySet().stream()
            .filter(one -> span.contains(one.getKey()))
            .anyMatch(one -> !one.getValue().subMap(after, false, upTo, true).isEmpty());
  }

  List<Row> rows(Span span, long readAt, boolean reverse) {
    List<Row> rows = new ArrayList<>();
    for (Key key : (reverse ? versions.descendingMap() : versions).keySet()) {
      Version version = at(key, readAt);
      if (span.contains(key) && version.exists()) {
        rows.add(new Row(key, version));
      }
    }
    return rows;
  }

  /// Returns the greatest timestamp, deletions included, that a scan depends on.
  long shown(Span span, long readAt) {
    return versions.keySet().stream()
        .filter(span::contains)
        .mapToLong(key -> at(key, readAt).timestamp())
        .max()
        .orElse(0);
  }

  @Nullable Intent intent(Key key) {
    return intents.get(key);
  }

  List<Intent> intents(Span span) {
    return intents.values().stream().filter(one -> span.contains(one.key())).toList();
  }

  @Nullable TxnOutcome record(TxnRef txn) {
    return records.get(txn);
  }

  @Nullable RequestOutcome outcome(RequestId request) {
    return outcomes.get(request);
  }

  @Nullable TxnOutcome resolved(TxnId txn, Key key) {
    return resolved.get(new Resolved(txn, key));
  }

  long mark() {
    return mark;
  }
}
