package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.HashMap;
import java.util.Map;

/// Rows with a unique column are inserted and never removed; a row is a register whose key begins
/// with `prefix` and whose value is that of the column. No value is committed in two rows, and no
/// transaction reads it in two rows.
public record UniqueCheck(String prefix) implements WorkloadCheck {
  private record Row(String key, Transaction transaction) {}

  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("unique " + prefix);
    problems.figure("rows", 0);
    Map<Long, Row> rows = new HashMap<>();
    for (Transaction transaction : history.transactions()) {
      if (transaction.fate() == Fate.COMMITTED) {
        checkInserts(transaction, rows, problems);
        checkReads(transaction, problems);
      }
    }
    return problems.verdict();
  }

  private void checkInserts(Transaction transaction, Map<Long, Row> rows, Problems problems) {
    for (Action action : transaction.actions()) {
      if (action instanceof Action.Write write && write.key().startsWith(prefix)) {
        Row other = rows.putIfAbsent(write.value(), new Row(write.key(), transaction));
        if (other == null) {
          problems.count("rows");
        } else if (!other.key().equals(write.key())) {
          problems.add(
              "%s inserted %d as %s and %s as %s"
                  .formatted(
                      other.transaction().name(),
                      write.value(),
                      other.key(),
                      transaction.name(),
                      write.key()),
              other.transaction(),
              transaction);
        }
      }
    }
  }

  private void checkReads(Transaction transaction, Problems problems) {
    Map<Long, String> seen = new HashMap<>();
    for (Action action : transaction.actions()) {
      if (action instanceof Action.Read read && read.key().startsWith(prefix)) {
        Long value = read.value();
        String other = value == null ? null : seen.putIfAbsent(value, read.key());
        if (other != null && !other.equals(read.key())) {
          problems.add(
              "%s read %d in %s and in %s".formatted(transaction.name(), value, other, read.key()),
              transaction);
        }
      }
    }
  }
}
