package io.halcyon.verify.workload;

import io.halcyon.checker.history.History;
import io.halcyon.checker.linearizability.Verdict;
import io.halcyon.checker.report.HtmlReport;
import io.halcyon.checker.transactions.TransactionHistory;
import io.halcyon.checker.workloads.WorkloadVerdict;

/// What one checker says of a workload's history.
public sealed interface Finding {
  /// Of single keys.
  record Linearizability(History history, Verdict verdict) implements Finding {}

  /// Of an isolation model.
  record Isolation(TransactionHistory history, io.halcyon.checker.transactions.Verdict verdict)
      implements Finding {}

  /// Of the workload's own promise.
  record Promise(TransactionHistory history, WorkloadVerdict verdict) implements Finding {}

  default Decision decision() {
    return switch (this) {
      case Linearizability found ->
          switch (found.verdict()) {
            case Verdict.Valid _ -> Decision.VALID;
            case Verdict.Invalid _ -> Decision.ANOMALIES;
            case Verdict.Unknown _ -> Decision.UNKNOWN;
          };
      case Isolation found ->
          switch (found.verdict().decision()) {
            case VALID -> Decision.VALID;
            case VIOLATED -> Decision.ANOMALIES;
            case UNKNOWN -> Decision.UNKNOWN;
          };
      case Promise found -> found.verdict().valid() ? Decision.VALID : Decision.ANOMALIES;
    };
  }

  /// Returns the finding in one line.
  default String headline() {
    return switch (this) {
      case Linearizability found -> found.verdict().headline();
      case Isolation found -> found.verdict().headline();
      case Promise found ->
          found.verdict().valid()
              ? "keeps its promise"
              : "%d problems, first: %s"
                  .formatted(
                      found.verdict().problemCount(),
                      found.verdict().problems().getFirst().summary());
    };
  }

  /// Returns the argument in words, several lines.
  default String explanation() {
    return switch (this) {
      case Linearizability found ->
          found.verdict() instanceof Verdict.Invalid invalid
              ? invalid.explanation()
              : found.verdict().headline();
      case Isolation found -> found.verdict().explanation();
      case Promise found -> found.verdict().explanation();
    };
  }

  /// Adds a section to a report.
  default void addTo(HtmlReport report, WorkloadKind kind) {
    switch (this) {
      case Linearizability found ->
          report.linearizability(
              kind.title() + ": linearizability", found.history(), found.verdict());
      case Isolation found ->
          report.transactions(
              kind.title() + ": " + found.verdict().model().title(),
              found.history(),
              found.verdict());
      case Promise found -> report.workload(found.history(), found.verdict());
    }
  }
}
