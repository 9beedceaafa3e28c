package io.halcyon.txn.fake;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.participant.ShardState;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A shard's replicated state in memory.
public final class FakeState implements ShardState {
  private final NavigableMap<Key, NavigableMap<Long, Version>> versions = new TreeMap<>();
  private final NavigableMap<Key, Intent> intents = new TreeMap<>();
  private final Map<TxnId, TxnOutcome> records = new HashMap<>();
  private final Map<RequestId, RequestOutcome> outcomes = new HashMap<>();
  private final Map<String, TxnOutcome> resolved = new HashMap<>();
  private long forgottenBefore;

  public void apply(Change change) {
    switch (change) {
      case Change.PutVersion put ->
          versions
              .computeIfAbsent(put.key(), _ -> new TreeMap<>())
              .put(put.at(), new Version(put.at(), put.value()));
      case Change.PutIntent put -> intents.put(put.intent().key(), put.intent());
      case Change.RemoveIntent remove -> intents.remove(remove.key());
      case Change.PutRecord put -> records.put(put.txn().id(), put.outcome());
      case Change.RemoveRecord remove -> records.remove(remove.txn().id());
      case Change.RememberRequest remember -> outcomes.put(remember.request(), remember.outcome());
      case Change.RememberResolved remember ->
          resolved.put(remember.txn() + " " + remember.key(), remember.outcome());
      case Change.ForgetBefore forget -> {
        forgottenBefore = forget.millis();
        outcomes.keySet().removeIf(request -> request.createdMillis() < forgottenBefore);
      }
    }
  }

  @Override
  public Version at(Key key, long readAt) {
    NavigableMap<Long, Version> all = versions.getOrDefault(key, new TreeMap<>());
    var found = all.floorEntry(readAt);
    return found == null ? Version.ABSENT : found.getValue();
  }

  @Override
  public long lastWriteAfter(Key key, long after) {
    NavigableMap<Long, Version> all = versions.get(key);
    return all == null || all.lastKey() <= after ? 0 : all.lastKey();
  }

  @Override
  public boolean changed(Span span, long after, long upTo) {
    return versions.entrySet().stream()
        .filter(entry -> span.contains(entry.getKey()))
        .anyMatch(entry -> !entry.getValue().subMap(after, false, upTo, true).isEmpty());
  }

  @Override
  public Page scan(Span span, long readAt, int limit, boolean reverse) {
    List<Row> rows = new ArrayList<>();
    long shown = 0;
    for (Key key : (reverse ? versions.descendingMap() : versions).keySet()) {
      Version version = at(key, readAt);
      if (!span.contains(key) || !version.exists()) {
        continue;
      }
      if (rows.size() == limit) {
        Key last = rows.getLast().key();
        Span rest = reverse ? new Span(span.start(), last) : new Span(last.next(), span.end());
        return new Page(rows, shown, rest);
      }
      shown = Math.max(shown, version.timestamp());
      rows.add(new Row(key, version));
    }
    return new Page(rows, shown, null);
  }

  @Override
  public @Nullable Intent intent(Key key) {
    return intents.get(key);
  }

  @Override
  public List<Intent> intents(Span span) {
    return intents.values().stream().filter(intent -> span.contains(intent.key())).toList();
  }

  @Override
  public @Nullable TxnOutcome record(TxnRef txn) {
    return records.get(txn.id());
  }

  @Override
  public @Nullable RequestOutcome outcome(RequestId request) {
    return outcomes.get(request);
  }

  @Override
  public @Nullable TxnOutcome resolved(TxnId txn, Key key) {
    return resolved.get(txn + " " + key);
  }

  @Override
  public long forgottenBeforeMillis() {
    return forgottenBefore;
  }

  public int intentCount() {
    return intents.size();
  }

  public int recordCount() {
    return records.size();
  }
}
