package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What must still be as it was when the transaction commits: what it has read (if serializable)
/// and what it has locked (always, because locks are lost with a shard's leader).
///
/// Bounded: when there are too many reads they are merged into a few spans over all of them, which
/// is on the safe side and may cost a restart.
final class ReadSet {
  private static final int MERGED_SPANS_MAX = 16;

  private final int spansMax;
  private final Map<Span, Long> reads = new LinkedHashMap<>();
  private final Map<Key, Long> locks = new LinkedHashMap<>();

  ReadSet(int spansMax) {
    this.spansMax = spansMax;
  }

  void read(Span span, long at) {
    // The earliest reading counts: a later one at a greater timestamp may have seen another value.
    reads.merge(span, at, Math::min);
    if (reads.size() > spansMax) {
      merge();
    }
  }

  /// Merges neighbours, those first whose keys begin alike for longest, until a few spans are left:
  /// so a span covers keys of one table, say, and not what lies between two of them.
  private void merge() {
    List<Map.Entry<Span, Long>> sorted = new ArrayList<>(reads.entrySet());
    sorted.sort(Comparator.comparing(read -> read.getKey().start()));
    int[] alike = new int[sorted.size()];
    for (int i = 1; i < alike.length; i++) {
      byte[] before = sorted.get(i - 1).getKey().start().bytes();
      byte[] here = sorted.get(i).getKey().start().bytes();
      int mismatch = Arrays.mismatch(before, here);
      alike[i] = mismatch < 0 ? here.length : mismatch;
    }
    int[] ascending = Arrays.copyOfRange(alike, 1, alike.length);
    Arrays.sort(ascending);
    int kept = Math.min(MERGED_SPANS_MAX - 1, ascending.length - 1);
    int least = ascending[kept];
    reads.clear();
    Span hull = sorted.getFirst().getKey();
    long from = Long.MAX_VALUE;
    for (int i = 0; i < sorted.size(); i++) {
      Span span = sorted.get(i).getKey();
      if (i > 0 && alike[i] < least) {
        reads.merge(hull, from, Math::min);
        hull = span;
        from = Long.MAX_VALUE;
      }
      hull = hull.hull(span);
      from = Math.min(from, sorted.get(i).getValue());
    }
    reads.merge(hull, from, Math::min);
  }

  void locked(Key key, long at) {
    locks.merge(key, at, Math::min);
  }

  /// Returns since when a key is locked; null if it is not.
  @Nullable Long lockedAt(Key key) {
    return locks.get(key);
  }

  /// Returns how many keys are locked.
  int locks() {
    return locks.size();
  }

  boolean isEmpty() {
    return reads.isEmpty() && locks.isEmpty();
  }

  boolean hasReads() {
    return !reads.isEmpty();
  }

  /// Everything is known to be unchanged up to `timestamp`.
  void refreshed(long timestamp) {
    reads.replaceAll((_, from) -> Math.max(from, timestamp));
    locks.replaceAll((_, from) -> Math.max(from, timestamp));
  }

  void clear() {
    reads.clear();
    locks.clear();
  }

  /// Returns since when a key must be unchanged, if it was read or locked by itself; else null.
  @Nullable Long since(Key key) {
    Long locked = locks.get(key);
    Long read = reads.get(Span.point(key));
    if (locked == null || read == null) {
      return locked == null ? read : locked;
    }
    return Math.min(locked, read);
  }

  /// Returns what has to be checked up to `timestamp`, by shard.
  ///
  /// @param held whether a key is held by a write that was, or is to be, checked against {@link
  ///   #since}
  Map<ShardId, List<Check>> checks(Routing routing, long timestamp, Predicate<Key> held) {
    Map<ShardId, List<Check>> byShard = new LinkedHashMap<>();
    locks.forEach((key, from) -> {
      if (!held.test(key)) {
        add(byShard, routing, new Check(Span.point(key), from), timestamp);
      }
    });
    reads.forEach((span, from) -> {
      if (!span.isPoint() || !held.test(span.start())) {
        add(byShard, routing, new Check(span, from), timestamp);
      }
    });
    return byShard;
  }

  private static void add(
      Map<ShardId, List<Check>> byShard, Routing routing, Check check, long timestamp) {
    if (check.from() >= timestamp) {
      return;
    }
    for (ShardId shard : routing.shardsOf(check.span())) {
      byShard.computeIfAbsent(shard, _ -> new ArrayList<>()).add(check);
    }
  }
}
