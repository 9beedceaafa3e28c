package io.halcyon.verify.run;

import io.halcyon.verify.workload.Decision;
import io.halcyon.verify.workload.Finding;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.Recorded;
import io.halcyon.verify.workload.WorkloadKind;
import java.util.List;

/// What came of one workload.
///
/// @param recorded its history
/// @param findings what the checkers say of it
/// @param damaged what was read that nobody wrote
/// @param gaps what leaves the verdict open
/// @param notes what else there is to know
public record WorkloadReport(
    WorkloadKind kind,
    Recorded recorded,
    Figures figures,
    List<Finding> findings,
    List<String> damaged,
    List<String> gaps,
    List<String> notes) {
  public WorkloadReport {
    findings = List.copyOf(findings);
    damaged = List.copyOf(damaged);
    gaps = List.copyOf(gaps);
    notes = List.copyOf(notes);
  }

  /// Judges a history.
  static WorkloadReport judged(
      Judge judge,
      WorkloadKind kind,
      Recorded recorded,
      List<String> damaged,
      List<String> gaps,
      List<String> notes) {
    Figures figures = Figures.of(recorded);
    return new WorkloadReport(
        kind,
        recorded,
        figures,
        figures.ok() == 0 ? List.of() : judge.judge(kind, recorded),
        damaged,
        gaps,
        notes);
  }

  /// Returns how it ends: a history in which nothing succeeded decides nothing.
  public Decision decision() {
    Decision worst = gaps.isEmpty() && figures.ok() > 0 ? Decision.VALID : Decision.UNKNOWN;
    for (Finding finding : findings) {
      worst = worst.and(finding.decision());
    }
    return damaged.isEmpty() ? worst : Decision.ANOMALIES;
  }

  /// Returns the verdict in one line.
  public String headline() {
    if (!damaged.isEmpty()) {
      return "damaged values: " + damaged.getFirst();
    }
    for (Finding finding : findings) {
      if (finding.decision() == decision() && finding.decision() != Decision.VALID) {
        return finding.headline();
      }
    }
    if (!gaps.isEmpty()) {
      return gaps.getFirst();
    }
    return figures.ok() == 0 ? "no operation succeeded" : findings.getFirst().headline();
  }
}
