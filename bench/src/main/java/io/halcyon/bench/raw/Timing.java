package io.halcyon.bench.raw;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// Repeats an action on one thread for a time, after a tenth of that as warm-up.
final class Timing {
  /// What is measured.
  interface Action<E extends Exception> {
    void run() throws E;
  }

  private static final long NANOS_MAX = 60_000_000_000L;

  private Timing() {}

  static <E extends Exception> RawResult repeat(
      String name, Duration time, int writes, Action<E> action) throws E {
    long warmUntil = System.nanoTime() + time.toNanos() / 10;
    while (System.nanoTime() < warmUntil) {
      action.run();
    }
    Histogram latencies = new Histogram(NANOS_MAX, 3);
    double cpuBefore = cpuSeconds();
    long begin = System.nanoTime();
    long now = begin;
    while (now < begin + time.toNanos()) {
      action.run();
      long done = System.nanoTime();
      latencies.recordValue(Math.min(done - now, NANOS_MAX));
      now = done;
    }
    return RawResult.of(name, latencies, (now - begin) / 1e9, writes, cpuSeconds() - cpuBefore);
  }

  static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(duration -> duration.toNanos() / 1e9)
        .orElse(0.0);
  }
}
