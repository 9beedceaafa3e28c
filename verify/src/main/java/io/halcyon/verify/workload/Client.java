package io.halcyon.verify.workload;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.verify.database.Session;
import java.util.random.RandomGenerator;

/// One sequential client of a workload. Owned by the thread that runs it.
public final class Client {
  private final Session session;
  private final RandomGenerator random;
  private final PhysicalClock clock;
  private final long stride;
  private long process;

  /// @param random seeded, of this client alone
  /// @param clock that all clients of a run share
  /// @param process its number at first
  /// @param stride how many clients there are: what the number grows by when it changes
  public Client(
      Session session, RandomGenerator random, PhysicalClock clock, long process, long stride) {
    this.session = session;
    this.random = random;
    this.clock = clock;
    this.process = process;
    this.stride = stride;
  }

  Session session() {
    return session;
  }

  RandomGenerator random() {
    return random;
  }

  /// Returns whether something that happens in so many of a hundred cases happens now.
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// Returns a number below `bound`, small ones more often: hot keys.
  int hot(int bound) {
    return Math.min(random.nextInt(bound), random.nextInt(bound));
  }

  long process() {
    return process;
  }

  long nowNanos() {
    return clock.monotonicNanos();
  }

  /// Goes on as another process: what was ambiguous may still be under way, and a process does one
  /// thing at a time.
  public void becomeAnotherProcess() {
    process += stride;
  }
}
