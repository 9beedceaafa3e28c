package io.halcyon.testkit.simulation;

/// What can be killed and paused: everything scheduled for it dies or waits with it.
final class Strand {
  private boolean alive = true;
  private long pausedUntilNanos;

  boolean alive() {
    return alive;
  }

  void kill() {
    alive = false;
  }

  long pausedUntil() {
    return pausedUntilNanos;
  }

  void pauseUntil(long nanos) {
    pausedUntilNanos = Math.max(pausedUntilNanos, nanos);
  }
}
