package io.halcyon.checker.report;

import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import io.halcyon.checker.linearizability.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The part of a report about one history of single-key operations.
final class LinearizabilitySection implements Section {
  private final String name;
  private final History history;
  private final Verdict verdict;

  LinearizabilitySection(String name, History history, Verdict verdict) {
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
    return switch (verdict) {
      case Verdict.Valid _ -> State.VALID;
      case Verdict.Invalid _ -> State.VIOLATED;
      case Verdict.Unknown _ -> State.UNKNOWN;
    };
  }

  @Override
  public String headline() {
    return verdict.headline();
  }

  @Override
  public void write(Markup out, List<Fault> faults) {
    Section.tiles(
        out,
        List.of(
            new Tile("keys", history.byKey().size()),
            new Tile("operations", history.operations().size()),
            new Tile("ok", count(Outcome.Ok.class)),
            new Tile("failed", count(Outcome.Failed.class)),
            new Tile("ambiguous", count(Outcome.Ambiguous.class))));
    switch (verdict) {
      case Verdict.Valid _ -> {}
      case Verdict.Unknown unknown -> out.element("p", unknown.reason());
      case Verdict.Invalid invalid -> invalid(out, invalid, faults);
    }
  }

  private void invalid(Markup out, Verdict.Invalid invalid, List<Fault> faults) {
    out.raw("<div class=\"card\">").element("h3", "Key " + invalid.key());
    out.raw("<pre>").text(invalid.explanation()).raw("</pre>\n");
    Set<Operation> culprits = new HashSet<>(invalid.culprits());
    Section.timeline(
        out,
        history.operations().stream()
            .filter(each -> each.key().equals(invalid.key()))
            .map(each -> Bar.of(each, culprits.contains(each)))
            .toList(),
        faults);
    out.raw("</div>\n");
  }

  private long count(Class<? extends Outcome> kind) {
    return history.operations().stream().filter(each -> kind.isInstance(each.outcome())).count();
  }
}
