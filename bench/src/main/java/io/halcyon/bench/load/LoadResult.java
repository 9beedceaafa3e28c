package io.halcyon.bench.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What one measurement found.
///
/// @param perSecond operations in each measured second
/// @param failures how many operations failed, by message, warm-up included
/// @param absentReads gets that found nothing, warm-up included; many of them mean that the records
///   were not loaded
/// @param lostAttempts while measuring: how many attempts lost to other transactions and were made
///   again by the client, by cause
public record LoadResult(
    String system,
    LoadConfig config,
    double seconds,
    Latency all,
    Map<String, Latency> operations,
    List<Long> perSecond,
    Map<String, Long> failures,
    long absentReads,
    Map<String, Long> lostAttempts,
    Usage usage) {
  public LoadResult {
    operations = new TreeMap<>(operations);
    perSecond = List.copyOf(perSecond);
    failures = new TreeMap<>(failures);
    lostAttempts = new TreeMap<>(lostAttempts);
  }

  /// Rate and latencies, in milliseconds.
  public record Latency(
      long count,
      double perSecond,
      double mean,
      double p50,
      double p90,
      double p95,
      double p99,
      double p999,
      double max) {
    static Latency of(Histogram nanos, double seconds) {
      return new Latency(
          nanos.getTotalCount(),
          nanos.getTotalCount() / seconds,
          nanos.getMean() / 1e6,
          nanos.getValueAtPercentile(50) / 1e6,
          nanos.getValueAtPercentile(90) / 1e6,
          nanos.getValueAtPercentile(95) / 1e6,
          nanos.getValueAtPercentile(99) / 1e6,
          nanos.getValueAtPercentile(99.9) / 1e6,
          nanos.getMaxValue() / 1e6);
    }
  }

  /// @param serverCpuSeconds of the server processes named, while measuring
  /// @param clientCpuSeconds of the load generator itself
  /// @param serverMemoryMib proportional set size of the servers
  /// @param unfinished operations that had no answer long after the end
  public record Usage(
      double serverCpuSeconds, double clientCpuSeconds, long serverMemoryMib, int unfinished) {}

  /// Returns how many operations failed.
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Returns how many attempts an operation took in the mean.
  public double attemptsEach() {
    long lost = lostAttempts.values().stream().mapToLong(Long::longValue).sum();
    return 1 + lost / (double) Math.max(1, all.count());
  }

  /// Returns the median of the seconds' counts.
  public long medianSecond() {
    List<Long> sorted = perSecond.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }

  /// Returns CPU time of the servers for each operation, in microseconds.
  public double serverCpuMicrosEach() {
    return usage.serverCpuSeconds() * 1e6 / Math.max(1, all.count());
  }
}
