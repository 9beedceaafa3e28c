package io.halcyon.verify.workload;

/// What a run of a workload is made with.
///
/// @param operationsMax how many operations it records at most; more are refused by an
///   IllegalStateException
/// @param transactions whether the database serves transactions; else workloads that can do with
///   single operations make only those
public record Setting(int operationsMax, boolean transactions) {
  /// @throws IllegalArgumentException if not at least one operation may be recorded
  public Setting {
    if (operationsMax < 1) {
      throw new IllegalArgumentException("operationsMax must be at least 1: " + operationsMax);
    }
  }
}
