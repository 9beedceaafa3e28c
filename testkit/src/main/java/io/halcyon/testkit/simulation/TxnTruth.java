package io.halcyon.testkit.simulation;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What has been decided, from the moment of the decision on: what every read must agree with. And
/// what has been read, which no decision may contradict.
final class TxnTruth {
  /// A version that somebody has committed.
  record Written(TxnId writer, Optional<Value> value) {}

  private final NavigableMap<Key, NavigableMap<Long, Written>> versions = new TreeMap<>();
  private final Map<Key, Map<Optional<Owner>, Long>> reads = new HashMap<>();

  void write(Key key, long at, Written written) {
    versions.computeIfAbsent(key, _ -> new TreeMap<>()).put(at, written);
  }

  @Nullable Written writtenAt(Key key, long at) {
    NavigableMap<Long, Written> all = versions.get(key);
    return all == null ? null : all.get(at);
  }

  /// Returns the last timestamp at which a key was written; 0 if never.
  long last(Key key) {
    NavigableMap<Long, Written> all = versions.get(key);
    return all == null ? 0 : all.lastKey();
  }

  /// Returns what a key is at `at`, leaving out what `except` wrote.
  Version at(Key key, long at, @Nullable Owner except) {
    NavigableMap<Long, Written> all = versions.getOrDefault(key, new TreeMap<>());
    for (var entry : all.headMap(at, true).descendingMap().entrySet()) {
      Written written = entry.getValue();
      if (!written.writer().owner().equals(except)) {
        return new Version(entry.getKey(), written.value().orElse(null));
      }
    }
    return Version.ABSENT;
  }

  /// Returns when anybody but `except` first wrote `key` in `(after, upTo]`; 0 if nobody.
  long changed(Key key, long after, long upTo, Owner except) {
    NavigableMap<Long, Written> all = versions.getOrDefault(key, new TreeMap<>());
    if (after < upTo) {
      for (var entry : all.subMap(after, false, upTo, true).entrySet()) {
        if (!entry.getValue().writer().owner().equals(except)) {
          return entry.getKey();
        }
      }
    }
    return 0;
  }

  /// Somebody was told what `key` is at `at`.
  void read(Key key, long at, @Nullable Owner reader) {
    reads
        .computeIfAbsent(key, _ -> new HashMap<>())
        .merge(Optional.ofNullable(reader), at, Math::max);
  }

  /// Returns the greatest timestamp at which anybody but `except` was told what `key` is.
  long readAt(Key key, Owner except) {
    long latest = 0;
    for (var entry : reads.getOrDefault(key, Map.of()).entrySet()) {
      if (!entry.getKey().equals(Optional.of(except))) {
        latest = Math.max(latest, entry.getValue());
      }
    }
    return latest;
  }

  NavigableMap<Key, NavigableMap<Long, Written>> versions() {
    return versions;
  }
}
