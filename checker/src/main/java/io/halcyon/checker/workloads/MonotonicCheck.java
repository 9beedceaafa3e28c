package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Registers only ever grow (counters, timestamps): whoever begins after a value was read or its
/// write answered sees at least that, and no process sees a register shrink. Reads of the past on
/// purpose are held to the second part alone. An absent value is below all others.
public record MonotonicCheck() implements WorkloadCheck {
  private record Sight(Transaction transaction, String key, long value) {}

  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("monotonic");
    problems.figure("reads", 0);
    Map<String, List<Sight>> reads = new TreeMap<>();
    Map<String, List<Sight>> known = new HashMap<>();
    for (Transaction transaction : history.transactions()) {
      if (transaction.fate() == Fate.COMMITTED) {
        collect(transaction, reads, known, problems);
      }
    }
    reads.forEach((key, sights) -> {
      checkRealTime(sights, known.getOrDefault(key, List.of()), problems);
      checkProcesses(sights, problems);
    });
    return problems.verdict();
  }

  private static void collect(
      Transaction transaction,
      Map<String, List<Sight>> reads,
      Map<String, List<Sight>> known,
      Problems problems) {
    for (Action action : transaction.actions()) {
      if (action instanceof Action.Read read) {
        Long value = read.value();
        Sight sight = new Sight(transaction, read.key(), value == null ? Long.MIN_VALUE : value);
        problems.count("reads");
        reads.computeIfAbsent(read.key(), _ -> new ArrayList<>()).add(sight);
        known.computeIfAbsent(read.key(), _ -> new ArrayList<>()).add(sight);
      } else if (action instanceof Action.Write write) {
        known
            .computeIfAbsent(write.key(), _ -> new ArrayList<>())
            .add(new Sight(transaction, write.key(), write.value()));
      }
    }
  }

  private static void checkRealTime(List<Sight> reads, List<Sight> known, Problems problems) {
    List<Sight> byEnd = new ArrayList<>(known);
    byEnd.sort(Comparator.comparingLong(sight -> sight.transaction().completedNanos()));
    List<Sight> byBegin = new ArrayList<>(reads);
    byBegin.removeIf(sight -> sight.transaction().stale());
    byBegin.sort(Comparator.comparingLong(sight -> sight.transaction().invokedNanos()));
    int ended = 0;
    Sight greatest = null;
    for (Sight read : byBegin) {
      while (ended < byEnd.size() && byEnd.get(ended).transaction().precedes(read.transaction())) {
        Sight next = byEnd.get(ended++);
        greatest = greatest == null || next.value() > greatest.value() ? next : greatest;
      }
      if (greatest != null && read.value() < greatest.value()) {
        report(greatest, read, "knew it to be", problems);
      }
    }
  }

  private static void checkProcesses(List<Sight> reads, Problems problems) {
    List<Sight> inOrder = new ArrayList<>(reads);
    inOrder.sort(Comparator.comparingLong(sight -> sight.transaction().invokedNanos()));
    Map<Long, Sight> last = new HashMap<>();
    for (Sight read : inOrder) {
      Sight before = last.put(read.transaction().process(), read);
      boolean stale = read.transaction().stale();
      if (before != null
          && read.value() < before.value()
          && (stale
              || before.transaction().stale()
              || !before.transaction().precedes(read.transaction()))) {
        report(before, read, "of the same process had read", problems);
      }
    }
  }

  private static void report(Sight before, Sight after, String how, Problems problems) {
    problems.add(
        "%s read %s = %s after %s %s %d"
            .formatted(
                after.transaction().name(),
                after.key(),
                after.value() == Long.MIN_VALUE ? "absent" : Long.toString(after.value()),
                before.transaction().name(),
                how,
                before.value()),
        before.transaction(),
        after.transaction());
  }
}
