package io.halcyon.checker.report;

/// Something that was done to the cluster, by the clock of the history.
///
/// @param toNanos when it was healed; Long.MAX_VALUE if never
public record Fault(String name, long fromNanos, long toNanos) {
  /// @throws IllegalArgumentException if it ends before it begins
  public Fault {
    if (toNanos < fromNanos) {
      throw new IllegalArgumentException("fault " + name + " ends before it begins");
    }
  }
}
