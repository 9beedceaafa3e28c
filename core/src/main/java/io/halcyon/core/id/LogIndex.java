package io.halcyon.core.id;

/// A position in a shard's Raft log; the first entry is 1, 0 is before it.
public record LogIndex(long value) implements Comparable<LogIndex> {
  public LogIndex {
    if (value < 0) {
      throw new IllegalArgumentException("logindex must not be negative: " + value);
    }
  }

  @Override
  public int compareTo(LogIndex other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
