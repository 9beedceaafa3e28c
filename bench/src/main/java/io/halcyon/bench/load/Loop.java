package io.halcyon.bench.load;

import java.time.Duration;

/// Drives the clients of one run.
sealed interface Loop permits ClosedLoop, OpenLoop {
  void start();

  /// Begins no more operations, and waits for those under way.
  ///
  /// @return how many were still under way at the limit
  int stop(Duration limit) throws InterruptedException;
}
