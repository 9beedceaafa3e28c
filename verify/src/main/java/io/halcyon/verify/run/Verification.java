package io.halcyon.verify.run;

import io.halcyon.checker.report.Fault;
import io.halcyon.verify.workload.Decision;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/// What came of a run.
///
/// @param seed of its operations
/// @param length from the begin to the last answer
/// @param faults by the clock of the histories
public record Verification(
    long seed, Duration length, List<WorkloadReport> workloads, List<Fault> faults) {
  public Verification {
    workloads = List.copyOf(workloads);
    faults = List.copyOf(faults);
  }

  /// Returns the worst of what the workloads came to; a run of none decides nothing.
  public Decision decision() {
    return workloads.stream()
        .map(WorkloadReport::decision)
        .reduce(Decision::and)
        .orElse(Decision.UNKNOWN);
  }

  /// Returns a number summed over all workloads.
  public long sum(ToLongFunction<Figures> figure) {
    return workloads.stream().mapToLong(each -> figure.applyAsLong(each.figures())).sum();
  }

  /// Returns the longest time that some workload was without a success.
  public Duration longestGap() {
    return workloads.stream()
        .map(each -> each.figures().longestGap())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
