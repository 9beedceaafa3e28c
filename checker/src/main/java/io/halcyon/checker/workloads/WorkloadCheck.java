package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.TransactionHistory;

/// Decides whether a history kept one promise. Stateless, and a pure function of the history.
public interface WorkloadCheck {
  WorkloadVerdict check(TransactionHistory history);
}
