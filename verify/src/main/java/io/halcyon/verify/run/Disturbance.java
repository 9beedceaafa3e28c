package io.halcyon.verify.run;

/// Does things to a cluster while workloads run.
public interface Disturbance {
  /// Nothing happens.
  Disturbance NONE = (_, _) -> {};

  /// Goes on until there is nothing more to do, or the run is over, and leaves nothing disturbed
  /// behind.
  ///
  /// @param stop when clients stop
  /// @param faults where each fault is noted
  void run(Stop stop, FaultLog faults) throws InterruptedException;

  /// Returns whether the run is over when {@link #run} has returned; else it goes on for its time.
  default boolean endsRun() {
    return false;
  }
}
