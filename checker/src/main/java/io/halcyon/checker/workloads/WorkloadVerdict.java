package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Transaction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answer of a workload's check.
///
/// @param workload its name
/// @param problems examples, at most {@link #EXAMPLES_MAX}
/// @param problemCount how many there were
/// @param figures what was counted, by name, in the order of the check
public record WorkloadVerdict(
    String workload, List<Problem> problems, long problemCount, Map<String, Long> figures) {
  /// How many problems a verdict shows at most.
  public static final int EXAMPLES_MAX = 20;

  public WorkloadVerdict {
    problems = List.copyOf(problems);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /// One broken promise.
  ///
  /// @param summary what was observed, one line
  public record Problem(String summary, List<Transaction> transactions) {
    public Problem {
      transactions = List.copyOf(transactions);
    }
  }

  public boolean valid() {
    return problemCount == 0;
  }

  /// Returns the verdict in words, several lines.
  public String explanation() {
    StringBuilder text = new StringBuilder(workload);
    text.append(valid() ? ": fine" : ": " + problemCount + " problems");
    figures.forEach((name, value) -> text.append(", ").append(value).append(' ').append(name));
    text.append('\n');
    for (Problem problem : problems) {
      text.append("  ").append(problem.summary()).append('\n');
      problem
          .transactions()
          .forEach(each -> text.append("    ").append(each.describe()).append('\n'));
    }
    return text.toString();
  }
}
