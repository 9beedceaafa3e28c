package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Elements;
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

/// Elements are added to a set, one list key, whose order does not matter: none is lost, none is
/// there twice, and none appears that nobody added. An element is *known* once its addition was
/// answered or a read had it. It is *lost* if the last read that began after that lacks it, and
/// *stale* if another one did and it came back.
///
/// @param staleRefused whether stale elements are problems; else they are counted
public record SetCheck(String key, boolean staleRefused) implements WorkloadCheck {
  private record Seen(Transaction reader, Set<Long> elements) {}

  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("set " + key);
    for (String figure : List.of("added", "lost", "stale", "never read")) {
      problems.figure(figure, 0);
    }
    Map<Long, Transaction> adders = new HashMap<>();
    List<Seen> reads = new ArrayList<>();
    for (Transaction transaction : history.transactions()) {
      for (Action action : transaction.actions()) {
        if (action instanceof Action.Append append && append.key().equals(key)) {
          adders.merge(append.element(), transaction, SetCheck::likelier);
        }
        if (action instanceof Action.ReadList read
            && read.key().equals(key)
            && transaction.fate() == Fate.COMMITTED) {
          reads.add(new Seen(transaction, distinct(transaction, read.elements(), problems)));
        }
      }
    }
    reads.sort(Comparator.comparingLong(seen -> seen.reader().invokedNanos()));
    for (Seen seen : reads) {
      checkOrigins(seen, adders, problems);
    }
    List<Seen> fresh = reads.stream().filter(seen -> !seen.reader().stale()).toList();
    adders.forEach((element, adder) -> checkElement(element, adder, fresh, problems));
    return problems.verdict();
  }

  /// Of two transactions that added the same element the one more likely to have done it.
  private static Transaction likelier(Transaction one, Transaction other) {
    return one.fate().compareTo(other.fate()) <= 0 && one.fate() != Fate.ABORTED ? one : other;
  }

  private Set<Long> distinct(Transaction reader, Elements elements, Problems problems) {
    Set<Long> distinct = new HashSet<>();
    for (int i = 0; i < elements.size(); i++) {
      if (!distinct.add(elements.get(i))) {
        problems.add("%s read %d twice".formatted(reader.name(), elements.get(i)), reader);
      }
    }
    return distinct;
  }

  private static void checkOrigins(Seen seen, Map<Long, Transaction> adders, Problems problems) {
    for (long element : seen.elements()) {
      Transaction adder = adders.get(element);
      if (adder == null) {
        problems.add(
            "%s read %d, which nobody added".formatted(seen.reader().name(), element),
            seen.reader());
      } else if (adder.fate() == Fate.ABORTED) {
        problems.add(
            "%s read %d, which %s added and aborted"
                .formatted(seen.reader().name(), element, adder.name()),
            adder,
            seen.reader());
      }
    }
  }

  private void checkElement(long element, Transaction adder, List<Seen> reads, Problems problems) {
    if (adder.fate() == Fate.ABORTED) {
      return;
    }
    Transaction witness = adder;
    for (Seen seen : reads) {
      if (seen.elements().contains(element)
          && seen.reader().completedNanos() < witness.completedNanos()) {
        witness = seen.reader();
      }
    }
    if (witness.completedNanos() == Transaction.NEVER) {
      return;
    }
    problems.count("added");
    Seen last = null;
    Seen missing = null;
    boolean absentAtLast = false;
    for (Seen seen : reads) {
      if (witness.precedes(seen.reader())) {
        last = seen;
        absentAtLast = !seen.elements().contains(element);
        missing = absentAtLast ? seen : missing;
      }
    }
    if (last == null) {
      problems.count("never read");
    } else if (absentAtLast) {
      problems.count("lost");
      report(element, witness, last, "lost", problems);
    } else if (missing != null) {
      problems.count("stale");
      if (staleRefused) {
        report(element, witness, missing, "missing for a while", problems);
      }
    }
  }

  private static void report(
      long element, Transaction witness, Seen without, String what, Problems problems) {
    problems.add(
        "%d is %s: %s knew it before %s began, which read the set without it"
            .formatted(element, what, witness.name(), without.reader().name()),
        witness,
        without.reader());
  }
}
