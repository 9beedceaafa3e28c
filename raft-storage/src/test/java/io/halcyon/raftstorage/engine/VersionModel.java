package io.halcyon.raftstorage.engine;

import static io.halcyon.raftstorage.engine.StoreFixture.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a store should hold, the obvious way: all versions of all keys by timestamp.
final class VersionModel {
  /// A write: of a value, or a deletion if the value is null.
  record Write(@Nullable String value, long expiresAtMillis) {
    boolean visibleAt(long ts) {
      return value != null && (expiresAtMillis == 0 || expiresAtMillis > (ts >>> 16));
    }
  }

  private final TreeMap<String, TreeMap<Long, Write>> keys = new TreeMap<>();

  void put(String key, long ts, String value, long expiresAtMillis) {
    keys.computeIfAbsent(key, _ -> new TreeMap<>()).put(ts, new Write(value, expiresAtMillis));
  }

  /// The deletion of an absent key changes nothing.
  void delete(String key, long ts) {
    TreeMap<Long, Write> writes = keys.get(key);
    Map.Entry<Long, Write> before = writes == null ? null : writes.floorEntry(ts);
    if (before != null && before.getValue().value() != null) {
      NavigableMap<Long, Write> all = Objects.requireNonNull(writes);
      all.put(ts, new Write(null, 0));
      // A late deletion makes the next one that of an absent key.
      Map.Entry<Long, Write> next = all.higherEntry(ts);
      if (next != null && next.getValue().value() == null) {
        all.remove(next.getKey());
      }
    }
  }

  boolean wroteAt(String key, long ts) {
    TreeMap<Long, Write> writes = keys.get(key);
    return writes != null && writes.containsKey(ts);
  }

  @Nullable String read(String key, long ts) {
    TreeMap<Long, Write> writes = keys.get(key);
    Map.Entry<Long, Write> write = writes == null ? null : writes.floorEntry(ts);
    return write == null || !write.getValue().visibleAt(ts) ? null : write.getValue().value();
  }

  @Nullable String newest(String key) {
    TreeMap<Long, Write> writes = keys.get(key);
    return writes == null ? null : writes.lastEntry().getValue().value();
  }

  long lastWriteAfter(String key, long ts) {
    TreeMap<Long, Write> writes = keys.get(key);
    return writes == null || writes.lastKey() <= ts ? 0 : writes.lastKey();
  }

  String scan(String start, @Nullable String end, boolean reverse, long ts) {
    NavigableMap<String, TreeMap<Long, Write>> range =
        end == null
            ? keys.tailMap(start, true)
            : end.compareTo(start) <= 0 ? new TreeMap<>() : keys.subMap(start, true, end, false);
    StringBuilder result = new StringBuilder();
    for (String key : reverse ? range.descendingKeySet() : range.navigableKeySet()) {
      String value = read(key, ts);
      if (value != null) {
        result.append(key).append('=').append(value).append(' ');
      }
    }
    return result.toString().strip();
  }

  List<String> changes(String start, @Nullable String end, long after, long upTo) {
    TreeMap<Long, TreeMap<String, String>> byTime = new TreeMap<>();
    keys.forEach((key, writes) -> {
      if (key.compareTo(start) >= 0 && (end == null || key.compareTo(end) < 0)) {
        writes
            .subMap(after, false, Math.max(after, upTo), true)
            .forEach((ts, write) ->
                byTime
                    .computeIfAbsent(ts, _ -> new TreeMap<>())
                    .put(key, describe(key, ts, write)));
      }
    });
    List<String> changes = new ArrayList<>();
    byTime.values().forEach(sameTime -> changes.addAll(sameTime.values()));
    return changes;
  }

  /// Returns the keys whose newest version has expired.
  List<String> expired(long nowMillis) {
    List<String> expired = new ArrayList<>();
    keys.forEach((key, writes) -> {
      Write last = writes.lastEntry().getValue();
      if (last.value() != null
          && last.expiresAtMillis() != 0
          && last.expiresAtMillis() <= nowMillis) {
        expired.add(key);
      }
    });
    return expired;
  }

  private static String describe(String key, long ts, Write write) {
    return key + "@" + ts + (write.value() == null ? " deleted" : "=" + write.value());
  }

  static List<String> keys(List<Expired> expired) {
    return expired.stream().map(one -> text(one.key())).sorted().toList();
  }
}
