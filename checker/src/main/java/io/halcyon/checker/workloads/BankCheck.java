package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Money is moved between accounts, one register each: every transaction that reads all accounts
/// sees the same sum, and no balance is negative. Only what a transaction read before it wrote
/// counts.
///
/// @param total what all accounts held together after they were set up
public record BankCheck(Set<String> accounts, long total) implements WorkloadCheck {
  public BankCheck {
    accounts = Set.copyOf(accounts);
  }

  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("bank");
    problems.figure("reads of all accounts", 0);
    for (Transaction transaction : history.transactions()) {
      if (transaction.fate() == Fate.COMMITTED) {
        check(transaction, problems);
      }
    }
    return problems.verdict();
  }

  private void check(Transaction transaction, Problems problems) {
    Map<String, @Nullable Long> balances = balances(transaction);
    long sum = 0;
    boolean complete = balances.keySet().containsAll(accounts);
    for (Map.Entry<String, @Nullable Long> balance : balances.entrySet()) {
      Long value = balance.getValue();
      if (value == null) {
        if (complete) {
          problems.add(
              "%s found account %s absent".formatted(transaction.name(), balance.getKey()),
              transaction);
          return;
        }
        continue;
      }
      sum += value;
      if (value < 0) {
        problems.add(
            "%s found %d in account %s".formatted(transaction.name(), value, balance.getKey()),
            transaction);
      }
    }
    if (complete) {
      problems.count("reads of all accounts");
      if (sum != total) {
        problems.add(
            "%s found %d in all accounts together instead of %d"
                .formatted(transaction.name(), sum, total),
            transaction);
      }
    }
  }

  private Map<String, @Nullable Long> balances(Transaction transaction) {
    Map<String, @Nullable Long> balances = new HashMap<>();
    Set<String> written = new HashSet<>();
    for (Action action : transaction.actions()) {
      if (action instanceof Action.Read read
          && accounts.contains(read.key())
          && !written.contains(read.key())) {
        balances.putIfAbsent(read.key(), read.value());
      } else if (!action.readOnly()) {
        written.add(action.key());
      }
    }
    return balances;
  }
}
