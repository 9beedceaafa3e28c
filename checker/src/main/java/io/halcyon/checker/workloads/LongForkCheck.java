package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Registers are written once each, and groups of them read together: of any two reads of the same
/// registers one saw everything that the other saw. Parallel snapshot isolation breaks this,
/// snapshot isolation does not (Cerone & Gotsman 2018, section 3).
public record LongForkCheck() implements WorkloadCheck {
  private record View(Transaction reader, Set<String> present) {}

  /// @throws IllegalArgumentException if a register is written twice, which says nothing about
  ///   forks
  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("long fork");
    problems.figure("reads", 0);
    Set<String> written = new HashSet<>();
    Map<Set<String>, List<View>> groups = new HashMap<>();
    for (Transaction transaction : history.transactions()) {
      Set<String> keys = new TreeSet<>();
      Set<String> present = new TreeSet<>();
      for (Action action : transaction.actions()) {
        if (action instanceof Action.Write write
            && transaction.fate() != Fate.ABORTED
            && !written.add(write.key())) {
          throw new IllegalArgumentException("register " + write.key() + " is written twice");
        }
        if (action instanceof Action.Read read && keys.add(read.key()) && read.value() != null) {
          present.add(read.key());
        }
      }
      if (keys.size() > 1 && transaction.fate() == Fate.COMMITTED) {
        problems.count("reads");
        groups.computeIfAbsent(keys, _ -> new ArrayList<>()).add(new View(transaction, present));
      }
    }
    groups.values().forEach(views -> check(views, problems));
    return problems.verdict();
  }

  /// Views that contain each other pairwise form a chain when sorted by size.
  private static void check(List<View> views, Problems problems) {
    views.sort(
        Comparator.<View>comparingInt(view -> view.present().size())
            .thenComparingLong(view -> view.reader().id()));
    for (int i = 1; i < views.size(); i++) {
      View less = views.get(i - 1);
      View more = views.get(i);
      if (!more.present().containsAll(less.present())) {
        Set<String> onlyLess = new TreeSet<>(less.present());
        onlyLess.removeAll(more.present());
        Set<String> onlyMore = new TreeSet<>(more.present());
        onlyMore.removeAll(less.present());
        problems.add(
            "%s saw %s and not %s, %s the other way round"
                .formatted(less.reader().name(), onlyLess, onlyMore, more.reader().name()),
            less.reader(),
            more.reader());
      }
    }
  }
}
