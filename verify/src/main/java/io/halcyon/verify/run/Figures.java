package io.halcyon.verify.run;

import io.halcyon.verify.workload.Ending;
import io.halcyon.verify.workload.Recorded;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// Numbers about a workload's operations.
///
/// @param ok how many took effect or read
/// @param failed how many certainly had no effect, lost transactions among them
/// @param ambiguous how many may have taken effect
/// @param median of the time that operations took which succeeded; so the next two
/// @param longestGap the longest time without a success
/// @param gapFrom when that began, from the begin of the run
public record Figures(
    long ok,
    long failed,
    long ambiguous,
    Duration median,
    Duration p99,
    Duration slowest,
    Duration longestGap,
    Duration gapFrom) {
  static Figures of(Recorded recorded) {
    List<Recorded.Sample> samples = recorded.samples().toList();
    long[] took =
        samples.stream()
            .filter(each -> each.ending() == Ending.OK)
            .mapToLong(each -> each.toNanos() - each.fromNanos())
            .sorted()
            .toArray();
    Gap gap = longestGap(samples);
    return new Figures(
        took.length,
        count(samples, Ending.FAILED),
        count(samples, Ending.AMBIGUOUS),
        quantile(took, 0.5),
        quantile(took, 0.99),
        quantile(took, 1),
        Duration.ofNanos(gap.nanos()),
        Duration.ofNanos(gap.fromNanos()));
  }

  private record Gap(long fromNanos, long nanos) {
    Gap or(long from, long to) {
      return to - from > nanos ? new Gap(from, to - from) : this;
    }
  }

  /// Finds the longest time without a success in which something was tried: while no operation is
  /// under way nothing can succeed.
  private static Gap longestGap(List<Recorded.Sample> samples) {
    List<Recorded.Sample> begins =
        samples.stream().sorted(Comparator.comparingLong(Recorded.Sample::fromNanos)).toList();
    long[] ends =
        samples.stream()
            .filter(each -> each.ending() == Ending.OK)
            .mapToLong(Recorded.Sample::toNanos)
            .sorted()
            .toArray();
    Gap longest = new Gap(0, 0);
    long last = Long.MIN_VALUE;
    long busyUntil = Long.MIN_VALUE;
    int begun = 0;
    for (int i = 0; i <= ends.length; i++) {
      for (; begun < begins.size() && begins.get(begun).fromNanos() < last; begun++) {
        busyUntil = Math.max(busyUntil, knownEnd(begins.get(begun)));
      }
      if (busyUntil <= last && begun == begins.size()) {
        break;
      }
      long from = busyUntil > last ? last : Math.max(last, begins.get(begun).fromNanos());
      longest = longest.or(from, i < ends.length ? ends[i] : Math.max(from, lastSign(begins)));
      last = i < ends.length ? ends[i] : last;
    }
    return longest;
  }

  /// When an ambiguous operation was given up is not recorded.
  private static long knownEnd(Recorded.Sample sample) {
    return sample.ending() == Ending.AMBIGUOUS ? sample.fromNanos() : sample.toNanos();
  }

  private static long lastSign(List<Recorded.Sample> samples) {
    return samples.stream().mapToLong(Figures::knownEnd).max().orElse(0);
  }

  private static long count(List<Recorded.Sample> samples, Ending ending) {
    return samples.stream().filter(each -> each.ending() == ending).count();
  }

  private static Duration quantile(long[] ascending, double share) {
    if (ascending.length == 0) {
      return Duration.ZERO;
    }
    int rank = (int) Math.ceil(ascending.length * share);
    return Duration.ofNanos(ascending[Math.clamp(rank - 1L, 0, ascending.length - 1)]);
  }

  public long operations() {
    return ok + failed + ambiguous;
  }
}
