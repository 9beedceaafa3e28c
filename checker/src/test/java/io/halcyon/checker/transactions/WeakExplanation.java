package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The definitions of snapshot isolation and of read committed for clients, by trying all orders
/// (Crooks, Pu, Alvisi & Clement, "Seeing is Believing", PODC 2017, table 1): transactions take
/// effect one after the other, but read from an earlier state than the last one. For small
/// histories of lists only.
final class WeakExplanation {
  private final List<Transaction> transactions;
  private final boolean snapshot;

  /// @param snapshot whether all reads of a transaction are of one state, since which nobody else
  ///   wrote what it writes; else each is of some state
  WeakExplanation(TransactionHistory history, boolean snapshot) {
    this.transactions =
        history.transactions().stream().filter(each -> each.fate() != Fate.ABORTED).toList();
    this.snapshot = snapshot;
  }

  boolean exists() {
    List<Map<String, List<Long>>> states = new ArrayList<>();
    states.add(Map.of());
    return exists(new boolean[transactions.size()], states);
  }

  private boolean exists(boolean[] done, List<Map<String, List<Long>>> states) {
    boolean complete = true;
    for (int i = 0; i < done.length; i++) {
      complete &= done[i] || transactions.get(i).fate() == Fate.AMBIGUOUS;
    }
    if (complete) {
      return true;
    }
    for (int i = 0; i < done.length; i++) {
      Transaction transaction = transactions.get(i);
      if (!done[i] && possible(transaction, states)) {
        done[i] = true;
        states.add(after(transaction, states.getLast()));
        if (exists(done, states)) {
          return true;
        }
        states.removeLast();
        done[i] = false;
      }
    }
    return false;
  }

  private boolean possible(Transaction transaction, List<Map<String, List<Long>>> states) {
    if (!snapshot) {
      return reads(transaction, states, states.getLast());
    }
    Set<String> written = new HashSet<>();
    for (Action action : transaction.actions()) {
      if (!action.readOnly()) {
        written.add(action.key());
      }
    }
    return states.stream()
        .anyMatch(state ->
            unchanged(written, state, states.getLast())
                && reads(transaction, List.of(state), state));
  }

  private static boolean unchanged(
      Set<String> keys, Map<String, List<Long>> before, Map<String, List<Long>> after) {
    return keys.stream()
        .allMatch(
            key -> before.getOrDefault(key, List.of()).equals(after.getOrDefault(key, List.of())));
  }

  /// @param visible the states that a read may be of
  /// @param base the state on which the transaction's own writes are seen
  private static boolean reads(
      Transaction transaction,
      List<Map<String, List<Long>>> visible,
      Map<String, List<Long>> base) {
    Map<String, List<Long>> own = new HashMap<>();
    for (Action action : transaction.actions()) {
      String key = action.key();
      if (action instanceof Action.Append append) {
        own.computeIfAbsent(key, _ -> new ArrayList<>(base.getOrDefault(key, List.of())))
            .add(append.element());
      } else if (action instanceof Action.ReadList read) {
        boolean seen =
            own.containsKey(key)
                ? same(read, own.get(key))
                : visible.stream()
                    .anyMatch(state -> same(read, state.getOrDefault(key, List.of())));
        if (!seen) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean same(Action.ReadList read, List<Long> content) {
    return read.elements().equals(Elements.of(content.stream().mapToLong(each -> each).toArray()));
  }

  private static Map<String, List<Long>> after(
      Transaction transaction, Map<String, List<Long>> before) {
    Map<String, List<Long>> after = new HashMap<>(before);
    for (Action action : transaction.actions()) {
      if (action instanceof Action.Append append) {
        List<Long> longer = new ArrayList<>(after.getOrDefault(action.key(), List.of()));
        longer.add(append.element());
        after.put(action.key(), longer);
      }
    }
    return after;
  }
}
