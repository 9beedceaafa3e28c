package io.halcyon.checker.report;

import io.halcyon.checker.transactions.Anomaly;
import io.halcyon.checker.transactions.Dependency;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import io.halcyon.checker.transactions.Verdict;
import java.util.List;
import java.util.Locale;

/// The part of a report about one history of transactions.
final class TransactionSection implements Section {
  /// How many anomalies are drawn; the rest is told in words.
  private static final int DRAWN_MAX = 12;

  private final String name;
  private final TransactionHistory history;
  private final Verdict verdict;

  TransactionSection(String name, TransactionHistory history, Verdict verdict) {
    this.name = name;
    this.history = history;
    this.verdict = verdict;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public State state() {
    return switch (verdict.decision()) {
      case VALID -> State.VALID;
      case VIOLATED -> State.VIOLATED;
      case UNKNOWN -> State.UNKNOWN;
    };
  }

  @Override
  public String headline() {
    return verdict.headline();
  }

  @Override
  public void write(Markup out, List<Fault> faults) {
    Verdict.Counts counts = verdict.counts();
    Section.tiles(
        out,
        List.of(
            new Tile("transactions", counts.transactions()),
            new Tile("committed", counts.committed()),
            new Tile("aborted", counts.aborted()),
            new Tile("ambiguous", counts.ambiguous()),
            new Tile("of these seen", counts.observed()),
            new Tile("dependencies", counts.dependencies())));
    List<Anomaly> violations = verdict.violations();
    for (int i = 0; i < violations.size(); i++) {
      anomaly(out, violations.get(i), faults, i < DRAWN_MAX);
    }
    List<Anomaly> permitted =
        verdict.anomalies().stream().filter(each -> !violations.contains(each)).toList();
    if (!permitted.isEmpty()) {
      out.raw("<details><summary>")
          .text("%d more that %s permits".formatted(permitted.size(), verdict.model().title()))
          .raw("</summary>\n");
      permitted.forEach(each -> anomaly(out, each, faults, false));
      out.raw("</details>\n");
    }
    verdict.gaps().forEach(gap -> out.element("p", "Undecided: " + gap));
    verdict.notes().forEach(note -> out.element("p", "Note: " + note));
  }

  private void anomaly(Markup out, Anomaly anomaly, List<Fault> faults, boolean drawn) {
    out.raw("<div class=\"card\">").element("h3", anomaly.kind().title());
    out.element("p", anomaly.summary());
    if (!anomaly.cycle().isEmpty()) {
      if (drawn && anomaly.cycle().size() <= CycleDrawing.DRAWN_MAX) {
        new CycleDrawing(anomaly.cycle()).draw(out);
      }
      out.raw("<ol class=\"words\">\n");
      for (Dependency dependency : anomaly.cycle()) {
        out.raw(
                String.format(
                    Locale.ROOT, "<li><span class=\"chip %s\">", CycleDrawing.kind(dependency)))
            .text(dependency.label())
            .raw("</span>")
            .text(dependency.sentence())
            .raw("</li>\n");
      }
      out.raw("</ol>\n").element("p", anomaly.conclusion());
    }
    if (drawn) {
      Section.timeline(out, history, anomaly.transactions(), faults);
    }
    out.raw("<details><summary>What each of them did</summary><pre>");
    for (Transaction transaction : anomaly.transactions()) {
      out.text(transaction.describe()).raw("\n");
    }
    out.raw("</pre></details></div>\n");
  }
}
