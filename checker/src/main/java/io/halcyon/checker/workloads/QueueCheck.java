package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A table used as a queue (`FOR UPDATE SKIP LOCKED`): elements are put in by appending them to key
/// `queue`, and taken out, which is recorded as appending them to key `taken`. Each is taken at
/// most once, only if it was put in, and none is lost.
///
/// @param drained whether takers went on until the queue was empty, so that what nobody took is
///   lost
public record QueueCheck(String queue, String taken, boolean drained) implements WorkloadCheck {
  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("queue " + queue);
    Map<Long, List<Transaction>> puts = appends(history, queue);
    Map<Long, List<Transaction>> takes = appends(history, taken);
    for (String figure : List.of("put", "taken", "perhaps taken", "left")) {
      problems.figure(figure, 0);
    }
    takes.forEach((element, takers) -> checkTakers(element, takers, puts, problems));
    puts.forEach((element, putters) -> checkLeft(element, putters, takes, problems));
    return problems.verdict();
  }

  private static Map<Long, List<Transaction>> appends(TransactionHistory history, String key) {
    Map<Long, List<Transaction>> appends = new TreeMap<>();
    for (Transaction transaction : history.transactions()) {
      for (Action action : transaction.actions()) {
        if (action instanceof Action.Append append && append.key().equals(key)) {
          appends.computeIfAbsent(append.element(), _ -> new ArrayList<>()).add(transaction);
        }
      }
    }
    return appends;
  }

  private static boolean any(List<Transaction> transactions, Fate fate) {
    return transactions.stream().anyMatch(each -> each.fate() == fate);
  }

  private static void checkTakers(
      long element,
      List<Transaction> takers,
      Map<Long, List<Transaction>> puts,
      Problems problems) {
    List<Transaction> sure = takers.stream().filter(each -> each.fate() == Fate.COMMITTED).toList();
    if (sure.isEmpty()) {
      if (any(takers, Fate.AMBIGUOUS)) {
        problems.count("perhaps taken");
      }
      return;
    }
    problems.count("taken");
    for (int i = 1; i < sure.size(); i++) {
      problems.add(
          "%d was taken by %s and by %s"
              .formatted(element, sure.get(i - 1).name(), sure.get(i).name()),
          sure.get(i - 1),
          sure.get(i));
    }
    List<Transaction> putters =
        puts.getOrDefault(element, List.of()).stream()
            .filter(each -> each.fate() != Fate.ABORTED)
            .toList();
    Transaction taker = sure.getFirst();
    if (putters.isEmpty()) {
      problems.add("%s took %d, which nobody put in".formatted(taker.name(), element), taker);
    } else if (putters.stream().allMatch(taker::precedes)) {
      problems.add(
          "%s took %d before %s put it in"
              .formatted(taker.name(), element, putters.getFirst().name()),
          taker,
          putters.getFirst());
    }
  }

  private void checkLeft(
      long element,
      List<Transaction> putters,
      Map<Long, List<Transaction>> takes,
      Problems problems) {
    if (!any(putters, Fate.COMMITTED)) {
      return;
    }
    problems.count("put");
    List<Transaction> takers = takes.getOrDefault(element, List.of());
    if (any(takers, Fate.COMMITTED) || any(takers, Fate.AMBIGUOUS)) {
      return;
    }
    problems.count("left");
    if (drained) {
      problems.add(
          "%d is lost: %s put it in and nobody took it"
              .formatted(element, putters.getFirst().name()),
          putters.getFirst());
    }
  }
}
