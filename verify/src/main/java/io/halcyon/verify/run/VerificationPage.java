package io.halcyon.verify.run;

import io.halcyon.checker.report.Activity;
import io.halcyon.checker.report.HtmlReport;
import io.halcyon.verify.workload.Decision;
import io.halcyon.verify.workload.Ending;
import io.halcyon.verify.workload.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Renders what came of a run as an HTML page.
public final class VerificationPage {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /// The chart has at most this many seconds: a day.
  private static final int SECONDS_MAX = 86_400;

  private final Verification run;
  private final Map<String, String> facts;

  /// @param facts to be shown beside those of the run itself
  public VerificationPage(Verification run, Map<String, String> facts) {
    this.run = run;
    this.facts = new LinkedHashMap<>(facts);
  }

  public String render() {
    return render(_ -> {});
  }

  /// @param more adds sections of whoever disturbed the cluster, before those of the workloads
  public String render(Consumer<HtmlReport> more) {
    HtmlReport page = new HtmlReport("Halcyon, verified");
    page.fact("operations", operations());
    page.fact("longest time without a success", show(run.longestGap()));
    page.fact("length", show(run.length()));
    page.fact("seed", Long.toString(run.seed()));
    facts.forEach(page::fact);
    run.faults().forEach(page::fault);
    page.activity(
        new Activity(
            run.workloads().stream()
                .filter(each -> each.figures().operations() > 0)
                .map(VerificationPage::lane)
                .toList()));
    table(page);
    more.accept(page);
    // What needs attention comes first.
    for (Decision decision : List.of(Decision.ANOMALIES, Decision.UNKNOWN, Decision.VALID)) {
      run.workloads().stream()
          .filter(each -> each.decision() == decision)
          .forEach(each -> sections(page, each));
    }
    return page.render();
  }

  private String operations() {
    return "%,d: %,d ok, %,d failed, %,d ambiguous"
        .formatted(
            run.sum(Figures::operations),
            run.sum(Figures::ok),
            run.sum(Figures::failed),
            run.sum(Figures::ambiguous));
  }

  private void table(HtmlReport page) {
    page.figures(
        "workload",
        "verdict",
        "ok",
        "failed",
        "ambiguous",
        "median",
        "p99",
        "slowest",
        "longest gap");
    for (WorkloadReport each : run.workloads()) {
      Figures figures = each.figures();
      page.row(
          each.kind().title(),
          each.decision().word(),
          "%,d".formatted(figures.ok()),
          "%,d".formatted(figures.failed()),
          "%,d".formatted(figures.ambiguous()),
          show(figures, figures.median()),
          show(figures, figures.p99()),
          show(figures, figures.slowest()),
          show(figures, figures.longestGap()));
    }
  }

  private static void sections(HtmlReport page, WorkloadReport report) {
    String title = report.kind().title();
    if (!report.damaged().isEmpty()) {
      page.problem(title + ": values", "values were read that nobody wrote", report.damaged());
    }
    for (Finding finding : report.findings()) {
      finding.addTo(page, report.kind());
    }
    List<String> remarks = new ArrayList<>(report.gaps());
    remarks.addAll(report.notes());
    if (!report.gaps().isEmpty()) {
      page.undecided(title + ": not decided", remarks.removeFirst(), remarks);
    } else if (report.figures().ok() == 0) {
      page.undecided(title + ": not decided", "no operation succeeded", remarks);
    } else if (!remarks.isEmpty()) {
      page.remark(title + ": to know", remarks.removeFirst(), remarks);
    }
  }

  private static Activity.Lane lane(WorkloadReport report) {
    List<Activity.Count> seconds = new ArrayList<>();
    report
        .recorded()
        .samples()
        .forEach(sample -> {
          long at = sample.toNanos() == Long.MAX_VALUE ? sample.fromNanos() : sample.toNanos();
          int second = Math.clamp(at / SECOND_NANOS, 0, SECONDS_MAX - 1);
          while (seconds.size() <= second) {
            seconds.add(new Activity.Count(0, 0, 0));
          }
          seconds.set(second, counted(seconds.get(second), sample.ending()));
        });
    return new Activity.Lane(report.kind().title(), seconds);
  }

  private static Activity.Count counted(Activity.Count before, Ending ending) {
    long ok = before.ok();
    long failed = before.failed();
    long ambiguous = before.ambiguous();
    return switch (ending) {
      case OK -> new Activity.Count(ok + 1, failed, ambiguous);
      case FAILED -> new Activity.Count(ok, failed + 1, ambiguous);
      case AMBIGUOUS -> new Activity.Count(ok, failed, ambiguous + 1);
    };
  }

  /// Returns a time of a workload's figures as people write it; a dash if there were no operations.
  public static String show(Figures figures, Duration time) {
    return figures.operations() == 0 ? "-" : show(time);
  }

  /// Returns a time as people write it.
  public static String show(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis >= 10_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }
    return millis >= 1_000
        ? String.format(Locale.ROOT, "%.2f s", millis / 1_000)
        : String.format(Locale.ROOT, millis >= 10 ? "%.0f ms" : "%.1f ms", millis);
  }
}
