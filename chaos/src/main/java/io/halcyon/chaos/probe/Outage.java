package io.halcyon.chaos.probe;

import io.halcyon.checker.report.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a fault cost. Computed from the samples alone.
///
/// @param kind of fault, for grouping
/// @param writes from the heal until every lane had written by a call made after it; empty if one
///   had not until the end of `watched`
/// @param reads the same of reads
/// @param longestWriteGap the longest time that some lane went without a completed write, from the
///   begin to the end of what was watched
/// @param longestReadGap the same of reads
/// @param failures how many calls failed, by kind of failure
public record Outage(
    String kind,
    Fault fault,
    Optional<Duration> writes,
    Optional<Duration> reads,
    Duration longestWriteGap,
    Duration longestReadGap,
    Map<String, Long> failures) {
  public Outage {
    failures = Map.copyOf(failures);
  }

  /// @param lanes how many lanes there are
  /// @param untilNanos when all had recovered, or one stopped to wait for it
  public static Outage of(
      String kind, Fault fault, List<Sample> samples, int lanes, long untilNanos) {
    Map<String, Long> failures = new TreeMap<>();
    for (Sample sample : samples) {
      if (!sample.ok()
          && sample.toNanos() >= fault.fromNanos()
          && sample.fromNanos() <= untilNanos) {
        failures.merge(sample.failure(), 1L, Long::sum);
      }
    }
    return new Outage(
        kind,
        fault,
        recovery(samples, lanes, true, fault.toNanos()),
        recovery(samples, lanes, false, fault.toNanos()),
        longestGap(samples, lanes, true, fault.fromNanos(), untilNanos),
        longestGap(samples, lanes, false, fault.fromNanos(), untilNanos),
        failures);
  }

  private static Optional<Duration> recovery(
      List<Sample> samples, int lanes, boolean write, long sinceNanos) {
    long[] first = new long[lanes];
    Arrays.fill(first, Long.MAX_VALUE);
    for (Sample each : samples) {
      if (each.ok() && each.write() == write && each.fromNanos() >= sinceNanos) {
        first[each.lane()] = Math.min(first[each.lane()], each.toNanos());
      }
    }
    long latest = Arrays.stream(first).max().orElse(sinceNanos);
    return latest == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(latest - sinceNanos));
  }

  private static Duration longestGap(
      List<Sample> samples, int lanes, boolean write, long from, long until) {
    long[] last = new long[lanes];
    Arrays.fill(last, from);
    long longest = 0;
    List<Sample> done =
        samples.stream()
            .filter(each -> each.ok() && each.write() == write)
            .filter(each -> each.toNanos() >= from && each.toNanos() <= until)
            .sorted(Comparator.comparingLong(Sample::toNanos))
            .toList();
    for (Sample each : done) {
      longest = Math.max(longest, each.toNanos() - last[each.lane()]);
      last[each.lane()] = each.toNanos();
    }
    for (long before : last) {
      longest = Math.max(longest, until - before);
    }
    return Duration.ofNanos(longest);
  }
}
