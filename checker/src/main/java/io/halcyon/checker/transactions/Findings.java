package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Collects anomalies, a bounded number of each kind, and what limits the check.
final class Findings {
  private final int examplesMax;
  private final Map<AnomalyKind, List<Anomaly>> anomalies = new EnumMap<>(AnomalyKind.class);
  private final List<String> gaps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Findings(int examplesMax) {
    this.examplesMax = examplesMax;
  }

  void add(AnomalyKind kind, Supplier<Anomaly> anomaly) {
    List<Anomaly> examples = anomalies.computeIfAbsent(kind, _ -> new ArrayList<>());
    if (examples.size() < examplesMax) {
      examples.add(anomaly.get());
    }
  }

  void gap(String what) {
    gaps.add(what);
  }

  void note(String what) {
    if (notes.size() < examplesMax) {
      notes.add(what);
    }
  }

  /// Returns whether a reported cycle passes the transaction.
  boolean inCycle(Transaction transaction) {
    return cycles().stream().anyMatch(each -> each.transactions().contains(transaction));
  }

  List<Anomaly> cycles() {
    return all().stream().filter(each -> !each.cycle().isEmpty()).toList();
  }

  /// Returns the anomalies, the worst kind first.
  List<Anomaly> all() {
    return anomalies.values().stream().flatMap(List::stream).toList();
  }

  List<String> gaps() {
    return gaps;
  }

  List<String> notes() {
    return notes;
  }
}
