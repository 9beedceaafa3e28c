package io.halcyon.checker.transactions;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The answer of the transaction checker.
///
/// @param anomalies examples of all that was found, the worst kind first, also of what the model
///   permits; at most {@link TransactionChecker#EXAMPLES_MAX} of a kind
/// @param gaps what could not be decided within the checker's bounds; while there are any, a
///   history without violation is not known to be valid
/// @param notes what the history did not let the checker see, such as values written twice
public record Verdict(
    IsolationModel model,
    Counts counts,
    List<Anomaly> anomalies,
    List<String> gaps,
    List<String> notes) {
  public Verdict {
    anomalies = List.copyOf(anomalies);
    gaps = List.copyOf(gaps);
    notes = List.copyOf(notes);
  }

  /// What was checked.
  ///
  /// @param observed how many of the ambiguous ones others saw the effects of
  /// @param dependencies how many were inferred, those of time left out
  public record Counts(
      int transactions,
      int committed,
      int aborted,
      int ambiguous,
      int observed,
      int dependencies) {}

  /// How a check ends.
  public enum Decision {
    /// Nothing that the model proscribes was observed.
    VALID,
    /// Something that the model proscribes was observed.
    VIOLATED,
    /// Nothing was found, but not everything could be tried.
    UNKNOWN
  }

  public Decision decision() {
    if (!violations().isEmpty()) {
      return Decision.VIOLATED;
    }
    return gaps.isEmpty() ? Decision.VALID : Decision.UNKNOWN;
  }

  public boolean valid() {
    return decision() == Decision.VALID;
  }

  /// Returns the anomalies that the model proscribes.
  public List<Anomaly> violations() {
    return anomalies.stream().filter(each -> model.proscribes(each.kind())).toList();
  }

  /// Returns the kinds of all anomalies found, also of those that the model permits.
  public Set<AnomalyKind> kinds() {
    Set<AnomalyKind> kinds = EnumSet.noneOf(AnomalyKind.class);
    anomalies.forEach(each -> kinds.add(each.kind()));
    return kinds;
  }

  /// Returns the verdict in one line.
  public String headline() {
    return switch (decision()) {
      case VALID -> "keeps " + model.title();
      case VIOLATED -> "violates " + model.title();
      case UNKNOWN -> "unknown: bound reached before " + model.title() + " was decided";
    };
  }

  /// Returns the verdict with the argument for each violation, in words, several lines.
  public String explanation() {
    StringBuilder text = new StringBuilder(headline()).append('\n');
    text.append(
        "%d transactions: %d committed, %d aborted, %d ambiguous (%d of them seen)%n"
            .formatted(
                counts.transactions(),
                counts.committed(),
                counts.aborted(),
                counts.ambiguous(),
                counts.observed()));
    violations().forEach(each -> text.append(each.explanation()));
    gaps.forEach(each -> text.append("undecided: ").append(each).append('\n'));
    notes.forEach(each -> text.append("note: ").append(each).append('\n'));
    return text.toString();
  }
}
