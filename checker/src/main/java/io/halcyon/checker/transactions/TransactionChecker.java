package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.List;

/// Decides whether a history of transactions keeps an isolation model.
///
/// Infers, from what clients wrote and read, which transaction must have come before which
/// (Kingsbury & Alvaro 2020), and looks for contradictions: reads that nobody's committed write
/// explains, and cycles. What it reports did happen. It misses what the history does not show: for
/// lists nothing of the order is hidden as soon as elements are read; of registers that are written
/// without being read little is known; predicates (phantoms) are not seen at all.
///
/// Work and memory are about linear in the history's size; the search for *shortest* cycles is
/// bounded. Stateless and thread-safe.
public final class TransactionChecker {
  /// How many examples of each kind of anomaly a verdict has at most.
  public static final int EXAMPLES_MAX = 8;

  /// How many writers of unknown order are compared with each read of the version before them.
  static final int LATER_WRITERS_MAX = 64;

  private static final long SEARCH_STEPS_MAX = 10_000_000;

  private final long searchStepsMax;

  public TransactionChecker() {
    this(SEARCH_STEPS_MAX);
  }

  /// @param searchStepsMax how many dependencies one search for a shortest cycle follows at most
  public TransactionChecker(long searchStepsMax) {
    this.searchStepsMax = searchStepsMax;
  }

  /// @throws IllegalArgumentException if a key is used as a list and as a register
  public Verdict check(TransactionHistory history, IsolationModel model) {
    Observations observations = new Observations(history);
    Findings findings = new Findings(EXAMPLES_MAX);
    observations.addReads(findings);
    Edges edges = new Edges(observations);
    LostUpdates lostUpdates = new LostUpdates(EXAMPLES_MAX);
    List<RegisterInference> registers = new ArrayList<>();
    for (Trace trace : observations.traces()) {
      if (trace.list) {
        new ListInference(trace, observations, edges, findings, lostUpdates).infer();
      } else {
        RegisterInference register = new RegisterInference(trace, observations, edges, findings);
        register.infer(lostUpdates, model.ordersRealTime());
        registers.add(register);
      }
    }
    int dependencies = edges.count();
    new CycleHunt(edges, model, findings, searchStepsMax, EXAMPLES_MAX).run();
    lostUpdates.report(findings);
    registers.forEach(RegisterInference::reportChangedReads);
    Verdict.Counts counts =
        new Verdict.Counts(
            history.transactions().size(),
            history.count(Fate.COMMITTED),
            history.count(Fate.ABORTED),
            history.count(Fate.AMBIGUOUS),
            observations.observedCount(),
            dependencies);
    return new Verdict(model, counts, findings.all(), findings.gaps(), findings.notes());
  }
}
