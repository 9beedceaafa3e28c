package io.halcyon.sql.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operator of a plan, as it was opened, and what it has done so far. One that has no name did
/// nothing by itself: its inputs stand in its place. Owned by the statement's thread.
public final class PlanNode {
  private @Nullable String name;
  private final Map<String, List<String>> details = new LinkedHashMap<>();
  private final List<PlanNode> inputs = new ArrayList<>();
  private double estimate;
  private long loops;
  private long rows;
  private long nanos;
  private long firstNanos = -1;

  /// Returns what it is called; null if it did nothing by itself.
  public @Nullable String name() {
    return name;
  }

  /// Returns what people may want to know, by label.
  public Map<String, List<String>> details() {
    return details;
  }

  /// Returns how many rows were expected each time it was opened.
  public double estimate() {
    return estimate;
  }

  /// Returns how often it was opened and asked.
  public long loops() {
    return loops;
  }

  /// Returns how many rows it gave, in all loops.
  public long rows() {
    return rows;
  }

  /// Returns how long it took, with its inputs, in all loops.
  public long nanos() {
    return nanos;
  }

  /// Returns how long it took until the first rows.
  public long firstNanos() {
    return Math.max(0, firstNanos);
  }

  /// Returns the operators below; those without names are replaced by theirs.
  public List<PlanNode> inputs() {
    List<PlanNode> named = new ArrayList<>();
    for (PlanNode input : inputs) {
      if (input.name == null) {
        named.addAll(input.inputs());
      } else {
        named.add(input);
      }
    }
    return named;
  }

  void add(PlanNode input) {
    inputs.add(input);
  }

  /// Takes the operator that was added last away; null if there is none.
  @Nullable PlanNode takeLast() {
    return inputs.isEmpty() ? null : inputs.removeLast();
  }

  /// Returns this, or what stands in its place.
  PlanNode lastNamed() {
    return name != null || inputs.isEmpty() ? this : inputs.getLast().lastNamed();
  }

  /// Names it, unless it has a name.
  void describe(String called, double rowsExpected) {
    if (name == null) {
      name = called;
      estimate = rowsExpected;
    }
  }

  void detail(String label, List<String> texts) {
    if (!texts.isEmpty()) {
      details.putIfAbsent(label, List.copyOf(texts));
    }
  }

  /// Notes that it was asked for rows.
  public void asked() {
    loops++;
  }

  /// Notes rows that it gave, and how long that took.
  public void gave(long count, long took) {
    nanos += took;
    if (firstNanos < 0) {
      firstNanos = nanos;
    }
    rows += count;
  }
}
