package io.halcyon.checker.transactions;

import java.util.List;

/// Something observed that some isolation level rules out.
///
/// @param transactions those involved, in the order of the cycle if there is one
/// @param cycle each dependency leads to where the next one begins, the last one back to the first;
///   empty if the anomaly is not a cycle
/// @param summary what was observed, one line
public record Anomaly(
    AnomalyKind kind, List<Transaction> transactions, List<Dependency> cycle, String summary) {
  public Anomaly {
    transactions = List.copyOf(transactions);
    cycle = List.copyOf(cycle);
  }

  /// An anomaly that is not a cycle.
  static Anomaly plain(AnomalyKind kind, String summary, Transaction... transactions) {
    return new Anomaly(kind, List.of(transactions), List.of(), summary);
  }

  static Anomaly cycle(AnomalyKind kind, List<Dependency> cycle) {
    List<Transaction> transactions = cycle.stream().map(Dependency::from).toList();
    String names = String.join(", ", transactions.stream().map(Transaction::name).toList());
    return new Anomaly(kind, transactions, cycle, names + ": " + kind.meaning());
  }

  /// Returns the whole argument in words, several lines: what each transaction did, what follows
  /// from each observation, and why that cannot be.
  public String explanation() {
    StringBuilder text = new StringBuilder(kind.title()).append(": ").append(summary).append('\n');
    for (Transaction transaction : transactions) {
      text.append("  ").append(transaction.describe()).append('\n');
    }
    for (Dependency dependency : cycle) {
      text.append("  - ").append(dependency.sentence()).append('\n');
    }
    if (!cycle.isEmpty()) {
      text.append("  ").append(conclusion()).append('\n');
    }
    return text.toString();
  }

  /// Returns the last line of the argument of a cycle.
  public String conclusion() {
    return transactions.getFirst().name() + " would have to come before itself: a contradiction.";
  }
}
