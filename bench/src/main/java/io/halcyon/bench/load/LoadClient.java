package io.halcyon.bench.load;

import java.util.random.RandomGenerator;

/// One client of a loop, which has at most one operation under way.
interface LoadClient {
  /// Begins the next operation.
  ///
  /// @param intendedNanos when it should have begun; its latency counts from there
  void begin(long intendedNanos);

  /// What follows the end of an operation.
  interface Turn {
    void over(LoadClient client, boolean failed);
  }

  /// Makes the clients of a loop.
  interface Maker {
    /// @param number from 0
    LoadClient make(int number, RandomGenerator random, Turn turn);
  }
}
