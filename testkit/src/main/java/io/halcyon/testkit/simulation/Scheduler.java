package io.halcyon.testkit.simulation;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// Virtual time: a queue of events in the order of their time, ties in the order of their creation.
///
/// All randomness of a run comes from the one generator here, so a seed decides everything.
final class Scheduler {
  static final long MILLI = 1_000_000L;

  private record Event(long timeNanos, long number, Strand process, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(timeNanos, other.timeNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final RandomGenerator random;
  private long nowNanos;
  private long created;
  private long executed;

  Scheduler(RandomGenerator random) {
    this.random = random;
  }

  long now() {
    return nowNanos;
  }

  long executed() {
    return executed;
  }

  RandomGenerator random() {
    return random;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /// Returns a duration between the two, in nanoseconds.
  long between(long leastMillis, long mostMillis) {
    return random.nextLong(leastMillis * MILLI, mostMillis * MILLI + 1);
  }

  /// Runs `action` later, unless its process has died by then; a paused process runs it when it
  /// resumes.
  void after(long delayNanos, Strand process, Runnable action) {
    queue.add(new Event(nowNanos + delayNanos, created++, process, action));
  }

  /// Runs the next event.
  ///
  /// @return false if nothing happened before `untilNanos`
  boolean step(long untilNanos) {
    while (true) {
      Event next = queue.peek();
      if (next == null || next.timeNanos > untilNanos) {
        nowNanos = Math.max(nowNanos, untilNanos);
        return false;
      }
      queue.remove();
      nowNanos = Math.max(nowNanos, next.timeNanos);
      Strand process = next.process;
      if (!process.alive()) {
        continue;
      }
      if (process.pausedUntil() > nowNanos) {
        queue.add(new Event(process.pausedUntil(), next.number, process, next.action));
        continue;
      }
      executed++;
      next.action.run();
      return true;
    }
  }
}
