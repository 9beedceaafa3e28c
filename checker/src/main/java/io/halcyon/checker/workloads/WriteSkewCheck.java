package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// In each group of registers at most one may ever be written: a transaction reads the others, and
/// writes its own only if they are all absent. Two that committed did not see each other.
///
/// @param groupOf names the group of a key
public record WriteSkewCheck(UnaryOperator<String> groupOf) implements WorkloadCheck {
  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("write skew");
    problems.figure("groups written", 0);
    Map<String, Transaction> winners = new HashMap<>();
    for (Transaction transaction : history.transactions()) {
      if (transaction.fate() == Fate.COMMITTED) {
        guarded(transaction).forEach(group -> check(group, transaction, winners, problems));
      }
    }
    return problems.verdict();
  }

  private static void check(
      String group, Transaction transaction, Map<String, Transaction> winners, Problems problems) {
    Transaction other = winners.putIfAbsent(group, transaction);
    if (other == null) {
      problems.count("groups written");
    } else {
      problems.add(
          "%s and %s both found group %s empty and wrote to it"
              .formatted(other.name(), transaction.name(), group),
          other,
          transaction);
    }
  }

  /// Returns the groups that the transaction found empty and then wrote to.
  private Set<String> guarded(Transaction transaction) {
    Set<String> empty = new HashSet<>();
    Set<String> full = new HashSet<>();
    Set<String> guarded = new HashSet<>();
    for (Action action : transaction.actions()) {
      String group = groupOf.apply(action.key());
      if (action instanceof Action.Read read) {
        (read.value() == null ? empty : full).add(group);
      } else if (action instanceof Action.Write && empty.contains(group)) {
        guarded.add(group);
      }
    }
    guarded.removeAll(full);
    return guarded;
  }
}
