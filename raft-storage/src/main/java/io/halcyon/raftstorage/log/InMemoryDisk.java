package io.halcyon.raftstorage.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replica of an {@link InMemoryShard} keeps over a restart: its term and its log, of which
/// the entries up to `baseIndex` have been purged.
final class InMemoryDisk {
  /// @param bytes null for an entry without effect
  record Entry(long term, byte @Nullable [] bytes) {}

  long term;
  long baseIndex;
  long baseTerm;
  private final List<Entry> entries = new ArrayList<>();

  long lastIndex() {
    return baseIndex + entries.size();
  }

  /// Returns the term of an entry that is not purged, or of the last purged one.
  long term(long index) {
    return index == baseIndex ? baseTerm : entry(index).term();
  }

  Entry entry(long index) {
    return entries.get((int) (index - baseIndex - 1));
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  /// Drops the entries above `index`.
  void truncate(long index) {
    while (lastIndex() > index) {
      entries.removeLast();
    }
  }

  /// Drops the entries up to `index`.
  void purge(long index) {
    if (index > baseIndex) {
      long known = term(index);
      entries.subList(0, (int) (index - baseIndex)).clear();
      baseIndex = index;
      baseTerm = known;
    }
  }

  /// Starts anew behind a checkpoint.
  void reset(long index, long termAtIndex) {
    entries.clear();
    baseIndex = index;
    baseTerm = termAtIndex;
  }

  /// Raft paper, section 5.4.1: whether a voter with the log `other` may vote for the owner of
  /// this.
  boolean upToDateFor(InMemoryDisk other) {
    long mine = term(lastIndex());
    long theirs = other.term(other.lastIndex());
    return mine != theirs ? mine > theirs : lastIndex() >= other.lastIndex();
  }

  /// Returns the last index up to which both logs are the same, -1 if this one cannot tell.
  long agreement(InMemoryDisk other) {
    for (long i = Math.min(lastIndex(), other.lastIndex()); i >= baseIndex; i--) {
      if (i <= other.baseIndex || term(i) == other.term(i)) {
        return i;
      }
    }
    return -1;
  }
}
