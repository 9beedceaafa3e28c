package io.halcyon.chaos.run;

import io.halcyon.chaos.workload.WorkloadSpec;
import java.time.Duration;

/// What happens in a run.
///
/// @param seed of the faults and of the calls
/// @param length how long faults go on; zero: one round of the brief plan
/// @param startPatience how long the cluster may take until it serves at first
/// @param recoveryPatience how long after a fault is healed writes may take to flow again
/// @param calm between the moment when writes flow again and the next fault
/// @param keepEvidence whether the files of a run that passed are kept too
public record ChaosSpec(
    long seed,
    Duration length,
    WorkloadSpec workload,
    Duration startPatience,
    Duration recoveryPatience,
    Duration calm,
    boolean keepEvidence) {
  /// Patience is for machines that do other things at the same time; the times are reported.
  public static ChaosSpec of(long seed, Duration length, boolean keepEvidence) {
    return new ChaosSpec(
        seed,
        length,
        WorkloadSpec.DEFAULT,
        Duration.ofSeconds(90),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        keepEvidence);
  }
}
