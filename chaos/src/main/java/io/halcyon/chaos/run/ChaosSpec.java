package io.halcyon.chaos.run;

import io.halcyon.chaos.nemesis.NemesisKind;
import io.halcyon.verify.run.RunSpec;
import io.halcyon.verify.workload.WorkloadKind;
import java.time.Duration;
import java.util.List;

/// What happens in a run.
///
/// @param traffic of the workloads; its seed is that of the faults too
/// @param workloads at least one
/// @param kinds of faults, at least one
/// @param rounds after how many faults of each kind it ends; 0: when its time is over
/// @param timeout of each operation, retries included
/// @param startPatience how long the cluster may take until it serves at first
/// @param recoveryPatience how long after a fault is healed the cluster may take until it can be
///   written and read everywhere again: more is a failure
/// @param calm between recovery and the next fault
public record ChaosSpec(
    RunSpec traffic,
    List<WorkloadKind> workloads,
    List<NemesisKind> kinds,
    int rounds,
    Duration timeout,
    Duration startPatience,
    Duration recoveryPatience,
    Duration calm) {
  public ChaosSpec {
    workloads = List.copyOf(workloads);
    kinds = List.copyOf(kinds);
  }

  /// Patience is for machines that do other things at the same time; the times are reported.
  public static ChaosSpec of(
      RunSpec traffic, List<WorkloadKind> workloads, List<NemesisKind> kinds, int rounds) {
    return new ChaosSpec(
        traffic,
        workloads,
        kinds,
        rounds,
        Duration.ofSeconds(8),
        Duration.ofSeconds(120),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1));
  }
}
