package io.halcyon.checker.transactions.graph;

/// Why one transaction comes before another.
public enum Relation {
  /// The second overwrote what the first wrote.
  WW,
  /// The second read what the first wrote.
  WR,
  /// The first read what the second then overwrote.
  RW,
  /// As {@link #WW}, where only real time tells the order of the versions.
  TIMED_WW,
  /// As {@link #RW}, where only real time tells the order of the versions.
  TIMED_RW,
  /// The same process ran the first to its end before it began the second.
  PROCESS,
  /// The first had ended before the second began.
  REALTIME,
  /// From one moment to a later one; part of an edge of the two kinds above.
  PASSAGE;

  /// Returns whether it is an anti-dependency.
  public boolean antiDependency() {
    return this == RW || this == TIMED_RW;
  }

  /// Returns whether it holds only if transactions are ordered by process or real time.
  public boolean byOrder() {
    return switch (this) {
      case WW, WR, RW, PASSAGE -> false;
      case TIMED_WW, TIMED_RW, PROCESS, REALTIME -> true;
    };
  }
}
