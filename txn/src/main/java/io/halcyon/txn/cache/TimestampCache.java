package io.halcyon.txn.cache;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The timestamp cache of a shard's leader in one term; bounded in memory.
///
/// Points are kept by the hash of their key, in an array that never grows: keys that collide share
/// the greatest timestamp, which is on the safe side. Ranges are kept in a list of bounded length;
/// what falls out raises the mark that holds for every key. So memory is bounded and nothing noted
/// is ever forgotten, only made coarser. (Hekaton and CockroachDB keep exact intervals in a skip
/// list with pages; points by hash are cheaper and cannot be made to grow by an unkind load.)
///
/// "By others": a slot remembers its greatest timestamp with its reader, and the greatest of any
/// other reader, so that a transaction is not pushed by its own reads.
///
/// Thread-safe: reads may note themselves from any thread.
public final class TimestampCache implements ReadCache {
  private record NotedRange(Span span, long readAt, @Nullable Owner reader) {}

  private final long[] greatest;
  private final long[] greatestOfOthers;
  private final @Nullable Owner[] readers;
  private final Deque<NotedRange> ranges = new ArrayDeque<>();
  private final int rangesMax;
  private long mark;

  /// @param slots for points; a power of two
  /// @param rangesMax most ranges kept
  /// @param lowWater everything at or below it counts as read: the term's low-water mark
  public TimestampCache(int slots, int rangesMax, long lowWater) {
    if (Integer.bitCount(slots) != 1 || rangesMax < 1) {
      throw new IllegalArgumentException("slots must be a power of two, ranges at least one");
    }
    this.greatest = new long[slots];
    this.greatestOfOthers = new long[slots];
    this.readers = new Owner[slots];
    this.rangesMax = rangesMax;
    this.mark = lowWater;
  }

  @Override
  public synchronized void note(Key key, long readAt, @Nullable Owner reader) {
    int slot = slot(key);
    Owner before = readers[slot];
    if (reader != null && reader.equals(before)) {
      greatest[slot] = Math.max(greatest[slot], readAt);
    } else if (readAt > greatest[slot]) {
      greatestOfOthers[slot] = greatest[slot];
      greatest[slot] = readAt;
      readers[slot] = reader;
    } else {
      greatestOfOthers[slot] = Math.max(greatestOfOthers[slot], readAt);
    }
  }

  @Override
  public synchronized void note(Span span, long readAt, @Nullable Owner reader) {
    if (span.isPoint()) {
      note(span.start(), readAt, reader);
      return;
    }
    NotedRange newest = ranges.peekLast();
    if (newest != null && newest.span.equals(span) && Objects.equals(newest.reader, reader)) {
      ranges.removeLast();
      ranges.addLast(new NotedRange(span, Math.max(newest.readAt, readAt), reader));
      return;
    }
    ranges.addLast(new NotedRange(span, readAt, reader));
    if (ranges.size() > rangesMax) {
      mark = Math.max(mark, ranges.removeFirst().readAt);
    }
  }

  @Override
  public synchronized long latest(Key key, Owner writer) {
    int slot = slot(key);
    long latest =
        Math.max(mark, writer.equals(readers[slot]) ? greatestOfOthers[slot] : greatest[slot]);
    for (NotedRange range : ranges) {
      if (range.readAt > latest && !writer.equals(range.reader) && range.span.contains(key)) {
        latest = range.readAt;
      }
    }
    return latest;
  }

  private int slot(Key key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return (hash ^ (hash >>> 16)) & (greatest.length - 1);
  }
}
