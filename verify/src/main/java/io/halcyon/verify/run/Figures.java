package io.halcyon.verify.run;

import io.halcyon.verify.workload.Ending;
import io.halcyon.verify.workload.Recorded;
import java.time.Duration;
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
    long[] ends =
        samples.stream()
            .filter(each -> each.ending() == Ending.OK)
            .mapToLong(Recorded.Sample::toNanos)
            .sorted()
            .toArray();
    long last = samples.stream().mapToLong(Recorded.Sample::fromNanos).min().orElse(0);
    long gapFrom = last;
    long gap = 0;
    for (long end : ends) {
      if (end - last > gap) {
        gap = end - last;
        gapFrom = last;
      }
      last = end;
    }
    long over = samples.stream().mapToLong(Recorded.Sample::fromNanos).max().orElse(last);
    if (over - last > gap) {
      gap = over - last;
      gapFrom = last;
    }
    return new Figures(
        took.length,
        count(samples, Ending.FAILED),
        count(samples, Ending.AMBIGUOUS),
        quantile(took, 0.5),
        quantile(took, 0.99),
        quantile(took, 1),
        Duration.ofNanos(gap),
        Duration.ofNanos(gapFrom));
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
