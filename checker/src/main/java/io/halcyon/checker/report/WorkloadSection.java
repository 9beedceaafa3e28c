package io.halcyon.checker.report;

import io.halcyon.checker.transactions.TransactionHistory;
import io.halcyon.checker.workloads.WorkloadVerdict;
import java.util.ArrayList;
import java.util.List;

/// The part of a report about one workload's promise.
final class WorkloadSection implements Section {
  private static final int DRAWN_MAX = 4;

  private final TransactionHistory history;
  private final WorkloadVerdict verdict;

  WorkloadSection(TransactionHistory history, WorkloadVerdict verdict) {
    this.history = history;
    this.verdict = verdict;
  }

  @Override
  public String name() {
    return verdict.workload();
  }

  @Override
  public State state() {
    return verdict.valid() ? State.VALID : State.VIOLATED;
  }

  @Override
  public String headline() {
    if (verdict.valid()) {
      return "keeps its promise";
    }
    return verdict.problemCount() == 1 ? "1 problem" : verdict.problemCount() + " problems";
  }

  @Override
  public void write(Markup out, List<Fault> faults) {
    List<Tile> tiles = new ArrayList<>();
    tiles.add(new Tile("transactions", history.transactions().size()));
    verdict.figures().forEach((name, value) -> tiles.add(new Tile(name, value)));
    Section.tiles(out, tiles);
    for (int i = 0; i < verdict.problems().size(); i++) {
      problem(out, verdict.problems().get(i), faults, i < DRAWN_MAX);
    }
    long left = verdict.problemCount() - verdict.problems().size();
    if (left > 0) {
      out.element("p", "... and " + left + " more.");
    }
  }

  private void problem(
      Markup out, WorkloadVerdict.Problem problem, List<Fault> faults, boolean drawn) {
    out.raw("<div class=\"card\">").element("h3", problem.summary());
    if (drawn && !problem.transactions().isEmpty()) {
      Section.timeline(out, history, problem.transactions(), faults);
    }
    out.raw("<pre>");
    problem.transactions().forEach(each -> out.text(each.describe()).raw("\n"));
    out.raw("</pre></div>\n");
  }
}
