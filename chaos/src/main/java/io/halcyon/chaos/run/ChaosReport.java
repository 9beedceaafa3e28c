package io.halcyon.chaos.run;

import io.halcyon.chaos.probe.Outage;
import io.halcyon.chaos.probe.Sample;
import io.halcyon.checker.report.HtmlReport;
import io.halcyon.checker.report.Latencies;
import io.halcyon.verify.run.Figures;
import io.halcyon.verify.run.Verification;
import io.halcyon.verify.workload.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The result of a run.
///
/// @param verification what the checkers say of the workloads
/// @param outages what each fault cost
/// @param samples of the probe
/// @param problems what is wrong that no checker finds, in words: not available again, a process
///   that ended by itself, an error in a log
public record ChaosReport(
    Verification verification, List<Outage> outages, List<Sample> samples, List<String> problems) {
  public ChaosReport {
    outages = List.copyOf(outages);
    samples = List.copyOf(samples);
    problems = List.copyOf(problems);
  }

  /// Returns the worst of all; a problem is as bad as a broken promise.
  public Decision decision() {
    return problems.isEmpty() ? verification.decision() : Decision.ANOMALIES;
  }

  /// What faults of one kind cost.
  ///
  /// @param writes the longest time from a heal until everything could be written again; empty if
  ///   once it could not
  /// @param reads the same of reads
  /// @param failures of the probe's calls, by kind
  public record OfKind(
      String kind,
      int count,
      Optional<Duration> writes,
      Optional<Duration> reads,
      Duration longestWriteGap,
      Duration longestReadGap,
      Map<String, Long> failures) {
    static OfKind of(String kind, List<Outage> outages) {
      Map<String, Long> failures = new TreeMap<>();
      outages.forEach(
          each -> each.failures().forEach((name, count) -> failures.merge(name, count, Long::sum)));
      return new OfKind(
          kind,
          outages.size(),
          worst(outages.stream().map(Outage::writes).toList()),
          worst(outages.stream().map(Outage::reads).toList()),
          outages.stream().map(Outage::longestWriteGap).max(Duration::compareTo).orElseThrow(),
          outages.stream().map(Outage::longestReadGap).max(Duration::compareTo).orElseThrow(),
          failures);
    }

    private static Optional<Duration> worst(List<Optional<Duration>> times) {
      return times.stream().anyMatch(Optional::isEmpty)
          ? Optional.empty()
          : times.stream().flatMap(Optional::stream).max(Duration::compareTo);
    }

    /// Returns the row of a table: kind, count, recovery of writes and reads, longest gaps,
    /// failures.
    public List<String> cells() {
      return List.of(
          kind,
          Integer.toString(count),
          show(writes),
          show(reads),
          show(Optional.of(longestWriteGap)),
          show(Optional.of(longestReadGap)),
          words(failures));
    }
  }

  /// The columns of {@link OfKind#cells}.
  public static final List<String> COLUMNS =
      List.of(
          "fault",
          "count",
          "writes after heal",
          "reads after heal",
          "write gap",
          "read gap",
          "failures of the probe");

  /// Returns what each kind of fault cost, the worst of its faults, in the order of first use.
  public List<OfKind> byKind() {
    Map<String, List<Outage>> byKind = new LinkedHashMap<>();
    outages.forEach(each -> byKind.computeIfAbsent(each.kind(), _ -> new ArrayList<>()).add(each));
    return byKind.entrySet().stream()
        .map(each -> OfKind.of(each.getKey(), each.getValue()))
        .toList();
  }

  /// Returns which share of the workloads' operations is ambiguous, in percent.
  public double ambiguousPercent() {
    long all = verification.sum(Figures::operations);
    return all == 0 ? 0 : 100.0 * verification.sum(Figures::ambiguous) / all;
  }

  /// Adds to a page what the workloads' report does not have.
  public void addTo(HtmlReport page) {
    if (!problems.isEmpty()) {
      page.problem("Problems", problems.size() + " that no checker finds", problems);
    }
    page.table(
        "Availability",
        "a probe puts and gets keys on all shards by all routers; the worst of each kind of fault",
        new Latencies(List.of(lane("put", true), lane("get", false))),
        COLUMNS,
        byKind().stream().map(OfKind::cells).toList());
    List<List<String>> rows = new ArrayList<>();
    for (Outage each : outages) {
      List<String> row = new ArrayList<>();
      row.add(String.format(Locale.ROOT, "%.1f s", each.fault().fromNanos() / 1e9));
      row.add(each.fault().name());
      row.addAll(OfKind.of(each.kind(), List.of(each)).cells().subList(2, COLUMNS.size()));
      rows.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("at", "fault"));
    columns.addAll(COLUMNS.subList(2, COLUMNS.size()));
    page.table("Faults", outages.size() + " faults, each with what it cost", columns, rows);
  }

  private Latencies.Lane lane(String name, boolean write) {
    return new Latencies.Lane(
        name,
        samples.stream()
            .filter(each -> each.write() == write)
            .map(each ->
                new Latencies.Point(each.fromNanos(), each.toNanos() - each.fromNanos(), each.ok()))
            .toList());
  }

  private static String show(Optional<Duration> time) {
    return time.map(each -> String.format(Locale.ROOT, "%.2f s", each.toMillis() / 1e3))
        .orElse("never");
  }

  private static String words(Map<String, Long> failures) {
    return failures.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
