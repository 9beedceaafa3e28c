package io.halcyon.checker.transactions;

import io.halcyon.checker.transactions.graph.Dependencies;
import io.halcyon.checker.transactions.graph.Hop;
import io.halcyon.checker.transactions.graph.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The dependencies inferred so far, each with its reason; afterwards the orders of processes and
/// of real time.
final class Edges {
  private final Observations observations;
  private final Dependencies graph;
  private final List<Reason> reasons = new ArrayList<>();

  Edges(Observations observations) {
    this.observations = observations;
    List<Transaction> all = observations.transactions;
    graph =
        new Dependencies(
            all.stream()
                .mapToLong(each -> each.stale() ? Long.MIN_VALUE : each.invokedNanos())
                .toArray(),
            all.stream().mapToLong(Transaction::completedNanos).toArray());
  }

  /// Adds a dependency; one of a transaction on itself says nothing.
  void add(int from, int to, Relation relation, Reason reason) {
    if (from != to) {
      graph.add(from, to, relation);
      reasons.add(reason);
    }
  }

  int count() {
    return reasons.size();
  }

  Dependencies graph() {
    return graph;
  }

  Transaction transaction(int index) {
    return observations.transactions.get(index);
  }

  /// Returns whether a node of the graph is a transaction, not a moment.
  boolean isTransaction(int node) {
    return node < observations.transactions.size();
  }

  /// Adds the order of real time over all that took effect. No dependency can be added any more.
  void addRealTime() {
    graph.orderByRealTime(
        IntStream.range(0, observations.happened.length)
            .filter(i -> observations.happened[i])
            .toArray());
  }

  /// Adds the order of each process over what it knows to have committed, reads of the past left
  /// out. No dependency can be added any more.
  void addProcesses() {
    TreeMap<Long, List<Integer>> processes = new TreeMap<>();
    for (int i = 0; i < observations.happened.length; i++) {
      Transaction transaction = transaction(i);
      if (transaction.fate() == Fate.COMMITTED && !transaction.stale()) {
        processes.computeIfAbsent(transaction.process(), _ -> new ArrayList<>()).add(i);
      }
    }
    for (List<Integer> members : processes.values()) {
      members.sort(Comparator.comparingLong(i -> transaction(i).invokedNanos()));
      int from = 0;
      for (int i = 1; i <= members.size(); i++) {
        boolean ends =
            i == members.size()
                || !transaction(members.get(i - 1)).precedes(transaction(members.get(i)));
        if (ends) {
          graph.orderByProcess(members.subList(from, i).stream().mapToInt(each -> each).toArray());
          from = i;
        }
      }
    }
  }

  /// Returns a step of a cycle as data for people.
  Dependency dependency(Hop hop) {
    Transaction from = transaction(hop.from());
    Transaction to = transaction(hop.to());
    return switch (hop.relation()) {
      case WW, WR, RW, TIMED_WW, TIMED_RW -> {
        Reason reason = reasons.get(hop.edge());
        yield new Dependency(from, to, hop.relation(), reason.key(), reason.words(from, to));
      }
      case PROCESS -> new Dependency(from, to, Relation.PROCESS, "", processWords(from, to));
      case REALTIME, PASSAGE ->
          new Dependency(from, to, Relation.REALTIME, "", realTimeWords(from, to));
    };
  }

  private static String processWords(Transaction from, Transaction to) {
    return "process %d had its answer to %s before it began %s"
        .formatted(from.process(), from.name(), to.name());
  }

  private static String realTimeWords(Transaction from, Transaction to) {
    return "%s began at %s ms, after %s had been answered at %s ms"
        .formatted(
            to.name(),
            Transaction.millis(to.invokedNanos()),
            from.name(),
            Transaction.millis(from.completedNanos()));
  }
}
