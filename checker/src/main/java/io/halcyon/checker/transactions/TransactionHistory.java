package io.halcyon.checker.transactions;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The transactions of a run, in any order. Immutable.
public record TransactionHistory(List<Transaction> transactions) {
  /// @throws IllegalArgumentException if two transactions have the same id
  public TransactionHistory {
    transactions = List.copyOf(transactions);
    Set<Long> ids = HashSet.newHashSet(transactions.size());
    for (Transaction transaction : transactions) {
      if (!ids.add(transaction.id())) {
        throw new IllegalArgumentException("two transactions are called " + transaction.name());
      }
    }
  }

  /// Returns how many transactions ended this way.
  public int count(Fate fate) {
    int count = 0;
    for (Transaction transaction : transactions) {
      count += transaction.fate() == fate ? 1 : 0;
    }
    return count;
  }
}
