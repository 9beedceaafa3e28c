package io.halcyon.cli.verify;

import io.halcyon.checker.report.Fault;
import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import io.halcyon.verify.run.Figures;
import io.halcyon.verify.run.Verification;
import io.halcyon.verify.run.VerificationPage;
import io.halcyon.verify.run.WorkloadReport;
import io.halcyon.verify.workload.Decision;
import io.halcyon.verify.workload.Finding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Prints what came of a run.
public final class Summary {
  /// Of an argument, which may be long: the report has all of it.
  private static final int LINES_MAX = 40;

  private final Terminal terminal;
  private final OutputFormat format;

  public Summary(Terminal terminal, OutputFormat format) {
    this.terminal = terminal;
    this.format = format;
  }

  /// Returns the process's exit code: 0 valid, 1 anomalies, 3 unknown.
  public static int exitCode(Decision decision) {
    return switch (decision) {
      case VALID -> 0;
      case ANOMALIES -> 1;
      case UNKNOWN -> 3;
    };
  }

  /// @param facts shown in addition, as text
  public void print(Verification run, Map<String, String> facts) {
    switch (format) {
      case JSON -> json(run, facts);
      case TABLE -> table(run, facts);
    }
    terminal.flush();
  }

  private void table(Verification run, Map<String, String> facts) {
    Printer printer = new Printer(terminal, format);
    for (WorkloadReport each : run.workloads()) {
      Figures figures = each.figures();
      printer.row(
          Row.of("workload", each.kind().title())
              .with("verdict", each.decision().word())
              .with("ok", "%,d".formatted(figures.ok()))
              .with("failed", "%,d".formatted(figures.failed()))
              .with("ambiguous", "%,d".formatted(figures.ambiguous()))
              .with("median", VerificationPage.show(figures, figures.median()))
              .with("p99", VerificationPage.show(figures, figures.p99()))
              .with("longest gap", VerificationPage.show(figures, figures.longestGap())));
    }
    printer.end();
    for (WorkloadReport each : run.workloads()) {
      if (each.decision() != Decision.VALID) {
        terminal.out().println();
        terminal.out().println(each.kind().title() + ": " + each.headline());
        each.gaps().stream().skip(1).forEach(gap -> terminal.out().println("  " + gap));
        each.findings().stream()
            .filter(finding -> finding.decision() == Decision.ANOMALIES)
            .forEach(this::explain);
      }
      each.notes().forEach(note -> terminal.out().println(each.kind().title() + ": " + note));
    }
    terminal.out().println();
    faults(run.faults());
    terminal
        .out()
        .printf(
            "%s: %,d operations (%,d ok, %,d failed, %,d ambiguous) in %s, seed %d%n",
            run.decision().word(),
            run.sum(Figures::operations),
            run.sum(Figures::ok),
            run.sum(Figures::failed),
            run.sum(Figures::ambiguous),
            VerificationPage.show(run.length()),
            run.seed());
    facts.forEach((name, value) -> terminal.out().println(name + ": " + value));
  }

  private void explain(Finding finding) {
    List<String> lines = finding.explanation().lines().toList();
    lines.stream().limit(LINES_MAX).forEach(line -> terminal.out().println("  " + line));
    if (lines.size() > LINES_MAX) {
      terminal.out().println("  ... and " + (lines.size() - LINES_MAX) + " lines more");
    }
  }

  private void faults(List<Fault> faults) {
    if (faults.isEmpty()) {
      return;
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    faults.forEach(fault -> counts.merge(fault.name(), 1, Integer::sum));
    List<String> texts =
        counts.entrySet().stream()
            .map(each ->
                each.getKey() + (each.getValue() == 1 ? "" : " (" + each.getValue() + " times)"))
            .toList();
    terminal.out().println("faults: " + faults.size() + ": " + String.join(", ", texts));
  }

  private void json(Verification run, Map<String, String> facts) {
    Row row =
        Row.of("verdict", run.decision().word())
            .with("seed", run.seed())
            .with("millis", run.length().toMillis())
            .with("operations", run.sum(Figures::operations))
            .with("ok", run.sum(Figures::ok))
            .with("failed", run.sum(Figures::failed))
            .with("ambiguous", run.sum(Figures::ambiguous))
            .with("longestGapMillis", run.longestGap().toMillis())
            .with("workloads", run.workloads().stream().map(Summary::workload).toList())
            .with("faults", run.faults().stream().map(Summary::fault).toList());
    facts.forEach(row::with);
    new Printer(terminal, format).single(row, "");
  }

  private static Row workload(WorkloadReport report) {
    Figures figures = report.figures();
    return Row.of("workload", report.kind().title())
        .with("verdict", report.decision().word())
        .with("headline", report.headline())
        .with("ok", figures.ok())
        .with("failed", figures.failed())
        .with("ambiguous", figures.ambiguous())
        .with("medianMicros", micros(figures.median()))
        .with("p99Micros", micros(figures.p99()))
        .with("slowestMicros", micros(figures.slowest()))
        .with("longestGapMillis", figures.longestGap().toMillis());
  }

  private static Row fault(Fault fault) {
    boolean open = fault.toNanos() == Long.MAX_VALUE;
    return Row.of("name", fault.name())
        .with("fromMillis", fault.fromNanos() / 1_000_000)
        .with("toMillis", open ? null : fault.toNanos() / 1_000_000);
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1_000;
  }
}
