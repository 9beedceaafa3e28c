package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A sequence hands out values, each recorded as appended to `key`: none twice, even if the
/// transaction that took it aborted, and growing for each process.
///
/// @param acrossProcesses whether a value taken after another one was answered must be greater also
///   if another process took it; not so if processes reserve blocks
public record SequenceCheck(String key, boolean acrossProcesses) implements WorkloadCheck {
  private record Taken(Transaction by, long value, int index) {}

  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("sequence " + key);
    Map<Long, Transaction> owners = new HashMap<>();
    List<Taken> taken = new ArrayList<>();
    for (Transaction transaction : history.transactions()) {
      for (Action action : transaction.actions()) {
        if (action instanceof Action.Append append && append.key().equals(key)) {
          taken.add(new Taken(transaction, append.element(), taken.size()));
          Transaction other = owners.putIfAbsent(append.element(), transaction);
          if (other != null) {
            problems.add(
                "%d was given to %s and to %s"
                    .formatted(append.element(), other.name(), transaction.name()),
                other,
                transaction);
          }
        }
      }
    }
    problems.figure("values", taken.size());
    checkProcesses(taken, problems);
    if (acrossProcesses) {
      checkRealTime(taken, problems);
    }
    return problems.verdict();
  }

  private static void checkProcesses(List<Taken> taken, Problems problems) {
    List<Taken> inOrder = new ArrayList<>(taken);
    inOrder.sort(
        Comparator.<Taken>comparingLong(each -> each.by().invokedNanos())
            .thenComparingInt(Taken::index));
    Map<Long, Taken> last = new HashMap<>();
    for (Taken each : inOrder) {
      Taken before = last.put(each.by().process(), each);
      if (before != null && each.value() < before.value()) {
        report(before, each, problems);
      }
    }
  }

  private static void checkRealTime(List<Taken> taken, Problems problems) {
    List<Taken> byEnd = new ArrayList<>(taken);
    byEnd.sort(Comparator.comparingLong(each -> each.by().completedNanos()));
    List<Taken> byBegin = new ArrayList<>(taken);
    byBegin.sort(Comparator.comparingLong(each -> each.by().invokedNanos()));
    int ended = 0;
    Taken greatest = null;
    for (Taken each : byBegin) {
      while (ended < byEnd.size() && byEnd.get(ended).by().precedes(each.by())) {
        Taken next = byEnd.get(ended++);
        greatest = greatest == null || next.value() > greatest.value() ? next : greatest;
      }
      if (greatest != null
          && each.value() < greatest.value()
          && greatest.by().process() != each.by().process()) {
        report(greatest, each, problems);
      }
    }
  }

  private static void report(Taken before, Taken after, Problems problems) {
    problems.add(
        "%s was given %d after %s had been given %d"
            .formatted(after.by().name(), after.value(), before.by().name(), before.value()),
        before.by(),
        after.by());
  }
}
