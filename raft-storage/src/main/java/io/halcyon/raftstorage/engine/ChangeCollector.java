package io.halcyon.raftstorage.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Keeps the changes with the least timestamps, whole timestamps only, within a bound: what is
/// above the bound is left for the next page. At least one timestamp is kept, however many changes
/// it has.
final class ChangeCollector {
  /// Most bytes of keys and values in a page.
  static final long BYTES_MAX = 8L * 1024 * 1024;

  private final long afterTs;
  private final int limit;
  private final TreeMap<Long, List<Change>> byTimestamp = new TreeMap<>();

  /// Changes above it are left out.
  private long completeThrough;

  private int count;
  private long bytes;

  ChangeCollector(long afterTs, long upToTs, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
    this.afterTs = afterTs;
    this.completeThrough = Math.max(afterTs, upToTs);
    this.limit = limit;
  }

  boolean wants(long ts) {
    return ts > afterTs && ts <= completeThrough;
  }

  /// Adds a change that {@link #wants} accepted.
  void add(Change change) {
    if (!wants(change.timestamp())) {
      return;
    }
    byTimestamp.computeIfAbsent(change.timestamp(), _ -> new ArrayList<>()).add(change);
    count++;
    bytes += size(change);
    while ((count > limit || bytes > BYTES_MAX) && byTimestamp.size() > 1) {
      Map.Entry<Long, List<Change>> last = byTimestamp.lastEntry();
      byTimestamp.remove(last.getKey());
      completeThrough = last.getKey() - 1;
      count -= last.getValue().size();
      for (Change dropped : last.getValue()) {
        bytes -= size(dropped);
      }
    }
  }

  ChangePage page() {
    List<Change> changes = new ArrayList<>(count);
    for (List<Change> sameTime : byTimestamp.values()) {
      sameTime.sort(Comparator.comparing(Change::key, Arrays::compareUnsigned));
      changes.addAll(sameTime);
    }
    return new ChangePage(changes, completeThrough);
  }

  private static long size(Change change) {
    return (long) change.key().length + change.value().length;
  }
}
