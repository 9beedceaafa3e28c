package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The definition itself, by trying all orders: whether the transactions, one after the other,
/// would have seen what they saw. For small histories only.
final class SerialExplanation {
  private final List<Transaction> transactions;
  private final boolean realTime;

  SerialExplanation(TransactionHistory history, boolean realTime) {
    this.transactions =
        history.transactions().stream().filter(each -> each.fate() != Fate.ABORTED).toList();
    this.realTime = realTime;
  }

  boolean exists() {
    return exists(new boolean[transactions.size()], new HashMap<>());
  }

  /// @param state of each key, a list of elements; of a register its value alone
  private boolean exists(boolean[] done, Map<String, List<Long>> state) {
    boolean complete = true;
    for (int i = 0; i < done.length; i++) {
      complete &= done[i] || transactions.get(i).fate() == Fate.AMBIGUOUS;
    }
    if (complete) {
      return true;
    }
    for (int i = 0; i < done.length; i++) {
      Map<String, List<Long>> after = done[i] || !mayBeNext(i, done) ? null : after(i, state);
      if (after != null) {
        done[i] = true;
        if (exists(done, after)) {
          return true;
        }
        done[i] = false;
      }
    }
    return false;
  }

  private boolean mayBeNext(int next, boolean[] done) {
    Transaction transaction = transactions.get(next);
    if (!realTime || transaction.stale()) {
      return true;
    }
    for (int i = 0; i < done.length; i++) {
      if (!done[i] && transactions.get(i).precedes(transaction)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Map<String, List<Long>> after(int index, Map<String, List<Long>> state) {
    Map<String, List<Long>> after = new HashMap<>(state);
    for (Action action : transactions.get(index).actions()) {
      List<Long> now = after.getOrDefault(action.key(), List.of());
      switch (action) {
        case Action.Append append -> {
          List<Long> longer = new ArrayList<>(now);
          longer.add(append.element());
          after.put(action.key(), longer);
        }
        case Action.Write write -> after.put(action.key(), List.of(write.value()));
        case Action.ReadList read -> {
          if (!read.elements().equals(elements(now))) {
            return null;
          }
        }
        case Action.Read read -> {
          if (!Objects.equals(read.value(), now.isEmpty() ? null : now.getFirst())) {
            return null;
          }
        }
      }
    }
    return after;
  }

  private static Elements elements(List<Long> list) {
    return Elements.of(list.stream().mapToLong(each -> each).toArray());
  }
}
