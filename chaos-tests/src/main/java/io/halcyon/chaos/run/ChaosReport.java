package io.halcyon.chaos.run;

import io.halcyon.chaos.workload.Ledger;
import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The result of a run.
///
/// @param problems what is wrong, in words; empty when the run passed
/// @param evidence where history, logs and data are; they are kept only if there are problems
public record ChaosReport(
    long seed,
    Duration length,
    History history,
    Ledger ledger,
    List<Recovery> recoveries,
    Duration checking,
    List<String> problems,
    Path evidence) {
  private static final int FAILURES_SHOWN = 8;
  private static final int PROBLEM_LINES_SHOWN = 30;

  public ChaosReport {
    recoveries = List.copyOf(recoveries);
    problems = List.copyOf(problems);
  }

  public boolean passed() {
    return problems.isEmpty();
  }

  /// Returns the report for people, several lines.
  public String describe() {
    long ok = count(Outcome.Ok.class);
    long failed = count(Outcome.Failed.class);
    long ambiguous = count(Outcome.Ambiguous.class);
    long all = history.operations().size();
    StringBuilder text = new StringBuilder();
    line(
        text,
        String.format(
            Locale.ROOT,
            "chaos run: seed %d, %.1f s, %s",
            seed,
            seconds(length),
            passed() ? "ok" : "FAILED"));
    line(
        text,
        String.format(
            Locale.ROOT,
            "  operations on hot keys: %d (%d ok, %d failed as not applied, %d ambiguous = %.2f %%)",
            all,
            ok,
            failed,
            ambiguous,
            all == 0 ? 0.0 : 100.0 * ambiguous / all));
    line(
        text,
        String.format(
            Locale.ROOT,
            "  ledger: %d acknowledged, %d ambiguous, %d failed",
            ledger.acknowledgedCount(),
            ledger.ambiguousCount(),
            ledger.refusedCount()));
    failures()
        .forEach(
            (what, times) -> line(text, String.format(Locale.ROOT, "  %6d x %s", times, what)));
    line(
        text,
        String.format(
            Locale.ROOT,
            "  faults: %d; writes of every hot key flow again after",
            recoveries.size()));
    for (Recovery each : recoveries) {
      line(
          text,
          String.format(
              Locale.ROOT,
              "    %-48s begin %s, heal %s, longest gap %.2f s",
              each.fault().fault().describe(),
              optional(each.afterBegin()),
              optional(each.afterHeal()),
              seconds(each.longestGap())));
    }
    line(text, String.format(Locale.ROOT, "  checked in %.1f s", seconds(checking)));
    problems.forEach(problem -> line(text, "  PROBLEM: " + shortened(problem)));
    if (!passed()) {
      line(
          text,
          String.format(
              Locale.ROOT,
              "  replay the faults with -Dhalcyon.seed=%d; evidence is in %s",
              seed,
              evidence));
    }
    return text.toString();
  }

  /// Of a long explanation the beginning and the end, where the contradiction shows itself.
  private static String shortened(String problem) {
    List<String> lines = problem.lines().toList();
    if (lines.size() <= PROBLEM_LINES_SHOWN) {
      return problem;
    }
    return lines.getFirst()
        + "\n  ... "
        + (lines.size() - PROBLEM_LINES_SHOWN)
        + " lines are in problems.txt ...\n"
        + String.join("\n", lines.subList(lines.size() - PROBLEM_LINES_SHOWN, lines.size()));
  }

  /// The most frequent failures, without what differs from call to call.
  private Map<String, Long> failures() {
    Map<String, Long> kinds =
        history.operations().stream()
            .flatMap(ChaosReport::detail)
            .map(detail -> detail.replaceAll("\\d+", "#"))
            .collect(Collectors.groupingBy(detail -> detail, TreeMap::new, Collectors.counting()));
    return kinds.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(FAILURES_SHOWN)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, java.util.LinkedHashMap::new));
  }

  private static java.util.stream.Stream<String> detail(Operation operation) {
    return switch (operation.outcome()) {
      case Outcome.Ok _ -> java.util.stream.Stream.empty();
      case Outcome.Failed failed -> java.util.stream.Stream.of(failed.detail());
      case Outcome.Ambiguous ambiguous -> java.util.stream.Stream.of(ambiguous.detail());
    };
  }

  private long count(Class<? extends Outcome> kind) {
    return history.operations().stream().filter(each -> kind.isInstance(each.outcome())).count();
  }

  private static String optional(Optional<Duration> time) {
    return time.map(each -> String.format(Locale.ROOT, "%.2f s", seconds(each))).orElse("never");
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1_000.0;
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
