package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects the problems and figures of one check.
final class Problems {
  private final String workload;
  private final List<WorkloadVerdict.Problem> examples = new ArrayList<>();
  private final Map<String, Long> figures = new LinkedHashMap<>();
  private long count;

  Problems(String workload) {
    this.workload = workload;
  }

  void add(String summary, Transaction... transactions) {
    count++;
    if (examples.size() < WorkloadVerdict.EXAMPLES_MAX) {
      examples.add(new WorkloadVerdict.Problem(summary, List.of(transactions)));
    }
  }

  void figure(String name, long value) {
    figures.put(name, value);
  }

  void count(String name) {
    figures.merge(name, 1L, Long::sum);
  }

  WorkloadVerdict verdict() {
    return new WorkloadVerdict(workload, examples, count, figures);
  }
}
