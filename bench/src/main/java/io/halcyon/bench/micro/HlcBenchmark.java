package io.halcyon.bench.micro;

import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.SystemClock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// The hybrid clock, which every write and every frame touches.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HlcBenchmark {
  private final HlcClock clock =
      new HlcClock(SystemClock.INSTANCE, ClockConfig.DEFAULT, HlcBound.NONE);

  @Benchmark
  public long now() {
    return clock.now();
  }

  @Benchmark
  @Threads(2)
  public long nowByTwoThreads() {
    return clock.now();
  }

  @Benchmark
  public boolean mergeOfThePast() {
    return clock.merge(1);
  }

  @Benchmark
  public boolean mergeOfTheNext() {
    return clock.merge(clock.peek() + 1);
  }
}
