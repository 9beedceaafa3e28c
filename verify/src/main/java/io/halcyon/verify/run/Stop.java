package io.halcyon.verify.run;

import java.time.Duration;

/// Whether a run is over.
public interface Stop {
  boolean isNow();

  /// Waits for the end.
  ///
  /// @return whether it has come
  boolean await(Duration atMost) throws InterruptedException;
}
