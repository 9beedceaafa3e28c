package io.halcyon.bench.raw;

import org.HdrHistogram.AbstractHistogram;

/// One limit.
///
/// @param perSecond how often the measured action was done
/// @param writesPerSecond the same times the writes in each
/// @param cpuMicrosEach CPU time of this process for each action
public record RawResult(
    String name,
    double perSecond,
    double writesPerSecond,
    double p50Micros,
    double p99Micros,
    double cpuMicrosEach) {
  static RawResult of(
      String name, AbstractHistogram nanos, double seconds, int writes, double cpuSeconds) {
    double perSecond = nanos.getTotalCount() / seconds;
    return new RawResult(
        name,
        perSecond,
        perSecond * writes,
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        cpuSeconds * 1e6 / Math.max(1, nanos.getTotalCount()));
  }
}
