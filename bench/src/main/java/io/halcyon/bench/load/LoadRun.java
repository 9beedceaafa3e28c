package io.halcyon.bench.load;

import io.halcyon.bench.load.LoadResult.Latency;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/// One measurement of one system: warm-up, then measured seconds, with a line of progress each.
public final class LoadRun {
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
  private static final long SECOND = 1_000_000_000L;

  /// What all clients of a run share.
  record Shared(KvTarget target, Records records, Measurements measurements, LoadConfig config) {}

  private final String system;
  private final Function<Measurements, Loop> loops;
  private final LoadConfig config;
  private final ProcessUsage servers;
  private final PrintStream progress;

  /// @param servers the server processes whose CPU time is reported, perhaps none
  /// @param progress receives a line each second
  public LoadRun(KvTarget target, LoadConfig config, ProcessUsage servers, PrintStream progress) {
    this(
        target.name(),
        measurements -> {
          Records records =
              new Records(config.records(), config.valueBytes(), config.distribution());
          Shared shared = new Shared(target, records, measurements, config);
          LoadClient.Maker maker =
              (number, random, turn) -> new LogicalClient(number, shared, random, turn);
          return config.openLoop() ? new OpenLoop(config, maker) : new ClosedLoop(config, maker);
        },
        config,
        servers,
        progress);
  }

  /// A run of transfers between accounts.
  ///
  /// @param config a closed loop of the workload {@link Workload#transfers}; its records are the
  ///   accounts to choose among
  public LoadRun(
      TransferTarget target, LoadConfig config, ProcessUsage servers, PrintStream progress) {
    this(
        target.name(),
        measurements -> {
          if (config.openLoop() || config.records() < 2) {
            throw new IllegalArgumentException(
                "transfers need a closed loop and at least two accounts");
          }
          return new ClosedLoop(
              config,
              (number, random, turn) ->
                  new TransferClient(
                      number, target, (int) config.records(), measurements, random, turn));
        },
        config,
        servers,
        progress);
  }

  private LoadRun(
      String system,
      Function<Measurements, Loop> loops,
      LoadConfig config,
      ProcessUsage servers,
      PrintStream progress) {
    this.system = system;
    this.loops = loops;
    this.config = config;
    this.servers = servers;
    this.progress = progress;
  }

  /// Runs to the end, on the calling thread and those of the target.
  ///
  /// @throws InterruptedException if the thread is interrupted; operations may still be under way
  public LoadResult run() throws InterruptedException {
    Measurements measurements = new Measurements(config.workload());
    Loop loop = loops.apply(measurements);
    loop.start();
    long begin = System.nanoTime();
    long measureFrom = begin + config.warmUp().toNanos();
    long end = measureFrom + config.duration().toNanos();
    long tick = begin;
    while (tick < measureFrom) {
      tick = Math.min(tick + SECOND, measureFrom);
      parkUntil(tick);
      report(measurements.takeInterval(false), begin, "warm-up");
    }
    double serverCpuBefore = servers.cpuSeconds();
    double clientCpuBefore = ProcessUsage.self().cpuSeconds();
    Map<String, Long> lostBefore = measurements.lostAttempts();
    long measuredFrom = System.nanoTime();
    List<Long> perSecond = new ArrayList<>();
    while (tick < end) {
      long next = Math.min(tick + SECOND, end);
      parkUntil(next);
      Measurements.Interval interval = measurements.takeInterval(true);
      perSecond.add(interval.operations() * SECOND / Math.max(1, next - tick));
      report(interval, begin, "");
      tick = next;
    }
    double seconds = (System.nanoTime() - measuredFrom) / 1e9;
    double serverCpu = servers.cpuSeconds() - serverCpuBefore;
    double clientCpu = ProcessUsage.self().cpuSeconds() - clientCpuBefore;
    Map<String, Long> lost = difference(measurements.lostAttempts(), lostBefore);
    long memoryMib = servers.memoryMib();
    int unfinished = loop.stop(DRAIN_LIMIT);
    return result(
        measurements,
        seconds,
        perSecond,
        lost,
        new LoadResult.Usage(serverCpu, clientCpu, memoryMib, unfinished));
  }

  private LoadResult result(
      Measurements measurements,
      double seconds,
      List<Long> perSecond,
      Map<String, Long> lost,
      LoadResult.Usage usage) {
    Histogram all = new Histogram(3);
    Map<String, Latency> operations = new TreeMap<>();
    for (Map.Entry<OperationKind, Histogram> total : measurements.totals().entrySet()) {
      operations.put(total.getKey().label(), Latency.of(total.getValue(), seconds));
      all.add(total.getValue());
    }
    return new LoadResult(
        system,
        config,
        seconds,
        Latency.of(all, seconds),
        operations,
        perSecond,
        measurements.failures(),
        measurements.absentReads(),
        lost,
        usage);
  }

  private static Map<String, Long> difference(Map<String, Long> now, Map<String, Long> before) {
    Map<String, Long> difference = new TreeMap<>();
    now.forEach((cause, count) -> difference.put(cause, count - before.getOrDefault(cause, 0L)));
    difference.values().removeIf(count -> count == 0);
    return difference;
  }

  private void report(Measurements.Interval interval, long begin, String note) {
    Histogram latencies = interval.latencies();
    progress.printf(
        Locale.ROOT,
        "%s %s c=%d %3ds %,9d ops p50 %.2f ms p99 %.2f ms max %.0f ms%s %s%n",
        system,
        config.workload().name(),
        config.clients(),
        Math.round((System.nanoTime() - begin) / 1e9),
        interval.operations(),
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getValueAtPercentile(99) / 1e6,
        latencies.getMaxValue() / 1e6,
        interval.failures() == 0 ? "" : " failed " + interval.failures(),
        note);
  }

  private static void parkUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = nanos - System.nanoTime();
    }
  }
}
