package io.halcyon.verify.workload;

import io.halcyon.checker.linearizability.LinearizabilityChecker;
import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.IsolationModel;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionChecker;
import io.halcyon.checker.transactions.TransactionHistory;
import io.halcyon.checker.workloads.BankCheck;
import io.halcyon.checker.workloads.CausalReverseCheck;
import io.halcyon.checker.workloads.LongForkCheck;
import io.halcyon.checker.workloads.MonotonicCheck;
import io.halcyon.checker.workloads.SequenceCheck;
import io.halcyon.checker.workloads.SetCheck;
import io.halcyon.checker.workloads.WorkloadCheck;
import io.halcyon.checker.workloads.WorkloadVerdict;
import io.halcyon.checker.workloads.WriteSkewCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Judges what a workload recorded. A function of the record alone, so that a history file can be
/// judged again.
public final class Judge {
  private final long memoryBytesMax;

  /// @param memoryBytesMax how much one search may take
  public Judge(long memoryBytesMax) {
    this.memoryBytesMax = memoryBytesMax;
  }

  /// @throws IllegalArgumentException if the record is not of this workload
  public List<Finding> judge(WorkloadKind kind, Recorded recorded) {
    return switch (recorded) {
      case Recorded.Calls calls -> {
        if (kind != WorkloadKind.REGISTER) {
          throw new IllegalArgumentException(kind.title() + " records transactions, not calls");
        }
        yield List.of(
            new Finding.Linearizability(
                calls.history(),
                new LinearizabilityChecker(memoryBytesMax).check(calls.history())));
      }
      case Recorded.Transactions transactions -> judge(kind, transactions.history());
    };
  }

  private static List<Finding> judge(WorkloadKind kind, TransactionHistory history) {
    return switch (kind) {
      case BANK -> List.of(promise(history, bank(history)));
      case LIST_APPEND -> List.of(isolation(history));
      case REGISTER ->
          throw new IllegalArgumentException(kind.title() + " records calls, not transactions");
      case LONG_FORK -> List.of(promise(history, new LongForkCheck()), isolation(history));
      case WRITE_SKEW ->
          List.of(
              promise(history, new WriteSkewCheck(WriteSkewWorkload::pairOf)), isolation(history));
      case MONOTONIC -> List.of(monotonic(history));
      case SETS -> List.of(sets(history));
      case CAUSAL_REVERSE ->
          List.of(promise(history, new CausalReverseCheck()), isolation(history));
    };
  }

  private static Finding promise(TransactionHistory history, WorkloadCheck check) {
    return new Finding.Promise(history, check.check(history));
  }

  private static Finding isolation(TransactionHistory history) {
    return new Finding.Isolation(
        history, new TransactionChecker().check(history, IsolationModel.STRICT_SERIALIZABLE));
  }

  /// The transaction with the most writes has set up the accounts; no transfer writes as many.
  private static BankCheck bank(TransactionHistory history) {
    Map<String, Long> balances = new HashMap<>();
    for (Transaction transaction : history.transactions()) {
      Map<String, Long> written = new HashMap<>();
      for (Action action : transaction.actions()) {
        if (action instanceof Action.Write write) {
          written.put(write.key(), write.value());
        }
      }
      balances = written.size() > balances.size() ? written : balances;
    }
    if (balances.isEmpty()) {
      throw new IllegalArgumentException("no transaction sets up the accounts");
    }
    long total = balances.values().stream().mapToLong(Long::longValue).sum();
    return new BankCheck(balances.keySet(), total);
  }

  private static Finding monotonic(TransactionHistory history) {
    List<WorkloadVerdict> verdicts = new ArrayList<>();
    verdicts.add(new MonotonicCheck().check(history));
    for (String counter : MonotonicWorkload.COUNTERS) {
      verdicts.add(new SequenceCheck(MonotonicWorkload.givenOut(counter), true).check(history));
    }
    return new Finding.Promise(history, merged(WorkloadKind.MONOTONIC, verdicts));
  }

  /// Each set has a history of its own, which is what its check then need look at.
  private static Finding sets(TransactionHistory history) {
    Map<String, List<Transaction>> bySet = new LinkedHashMap<>();
    for (Transaction transaction : history.transactions()) {
      Set<String> sets = new TreeSet<>();
      transaction.actions().forEach(action -> sets.add(action.key()));
      sets.forEach(set -> bySet.computeIfAbsent(set, _ -> new ArrayList<>()).add(transaction));
    }
    List<WorkloadVerdict> verdicts = new ArrayList<>();
    bySet.forEach(
        (set, own) -> verdicts.add(new SetCheck(set, true).check(new TransactionHistory(own))));
    return new Finding.Promise(history, merged(WorkloadKind.SETS, verdicts));
  }

  private static WorkloadVerdict merged(WorkloadKind kind, List<WorkloadVerdict> verdicts) {
    List<WorkloadVerdict.Problem> problems = new ArrayList<>();
    Map<String, Long> figures = new LinkedHashMap<>();
    long count = 0;
    for (WorkloadVerdict verdict : verdicts) {
      count += verdict.problemCount();
      for (WorkloadVerdict.Problem problem : verdict.problems()) {
        if (problems.size() < WorkloadVerdict.EXAMPLES_MAX) {
          problems.add(problem);
        }
      }
      verdict.figures().forEach((name, value) -> figures.merge(name, value, Long::sum));
    }
    return new WorkloadVerdict(kind.title(), problems, count, figures);
  }
}
