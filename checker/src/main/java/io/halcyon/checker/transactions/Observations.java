package io.halcyon.checker.transactions;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A history, indexed: which transactions took effect, and what happened to each key.
///
/// An ambiguous transaction *took effect* if one that did saw something it wrote; else it is left
/// out, because a history without it explains the same observations.
final class Observations {
  final List<Transaction> transactions;
  final boolean[] happened;
  private final Map<String, Trace> traces = new LinkedHashMap<>();

  Observations(TransactionHistory history) {
    transactions = history.transactions();
    happened = new boolean[transactions.size()];
    for (int i = 0; i < transactions.size(); i++) {
      addWrites(i);
    }
    findHappened();
  }

  Iterable<Trace> traces() {
    return traces.values();
  }

  Trace trace(Action action) {
    Trace trace = traces.computeIfAbsent(action.key(), key -> new Trace(key, action.onList()));
    if (trace.list != action.onList()) {
      throw new IllegalArgumentException(
          "key " + action.key() + " is used as a list and as a register");
    }
    return trace;
  }

  /// Returns the write of a value by a transaction that took effect; null if there is none.
  Trace.@Nullable Write effective(Trace trace, long value) {
    Trace.Write write = trace.writer(value);
    return write == null || !happened[write.transaction()] ? null : write;
  }

  /// Returns how many ambiguous transactions took effect for all that is known.
  int observedCount() {
    int count = 0;
    for (int i = 0; i < happened.length; i++) {
      count += happened[i] && transactions.get(i).fate() == Fate.AMBIGUOUS ? 1 : 0;
    }
    return count;
  }

  private void addWrites(int transaction) {
    Map<Trace, List<Long>> written = new LinkedHashMap<>();
    for (Action action : transactions.get(transaction).actions()) {
      Trace trace = trace(action);
      switch (action) {
        case Action.Append append ->
            written.computeIfAbsent(trace, _ -> new ArrayList<>()).add(append.element());
        case Action.Write write ->
            written.computeIfAbsent(trace, _ -> new ArrayList<>()).add(write.value());
        case Action.ReadList _, Action.Read _ -> {}
      }
    }
    written.forEach((trace, values) -> {
      for (int i = 0; i < values.size(); i++) {
        Long previous = i == 0 ? null : values.get(i - 1);
        boolean last = i == values.size() - 1;
        trace.wrote(new Trace.Write(transaction, values.get(i), previous, last), transactions);
      }
    });
  }

  private void findHappened() {
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < happened.length; i++) {
      if (transactions.get(i).fate() == Fate.COMMITTED) {
        happened[i] = true;
        open.add(i);
      }
    }
    while (!open.isEmpty()) {
      for (Action action : transactions.get(open.poll()).actions()) {
        switch (action) {
          case Action.ReadList read -> saw(trace(action), read.elements(), open);
          case Action.Read read -> {
            Long value = read.value();
            if (value != null) {
              saw(trace(action), value, open);
            }
          }
          case Action.Append _, Action.Write _ -> {}
        }
      }
    }
  }

  private void saw(Trace trace, Elements elements, ArrayDeque<Integer> open) {
    for (int i = 0; trace.hasAmbiguous() && i < elements.size(); i++) {
      saw(trace, elements.get(i), open);
    }
  }

  private void saw(Trace trace, long value, ArrayDeque<Integer> open) {
    Trace.Write write = trace.writer(value);
    if (write != null
        && !happened[write.transaction()]
        && transactions.get(write.transaction()).fate() == Fate.AMBIGUOUS) {
      happened[write.transaction()] = true;
      open.add(write.transaction());
    }
  }

  /// Sorts the reads of what took effect to their keys, and reports transactions that contradict
  /// themselves.
  void addReads(Findings findings) {
    for (Trace trace : traces.values()) {
      for (long value : trace.untraceable()) {
        findings.note(
            trace.key + ": several transactions wrote " + value + ", so its reads say less");
      }
    }
    for (int i = 0; i < happened.length; i++) {
      if (happened[i]) {
        new OwnWrites(i, findings).walk();
      }
    }
  }

  /// One transaction's reads against its own writes.
  private final class OwnWrites {
    private final int index;
    private final Transaction transaction;
    private final Findings findings;
    private final Map<String, List<Long>> written = new HashMap<>();

    OwnWrites(int index, Findings findings) {
      this.index = index;
      this.transaction = transactions.get(index);
      this.findings = findings;
    }

    void walk() {
      for (Action action : transaction.actions()) {
        List<Long> own = written.getOrDefault(action.key(), List.of());
        switch (action) {
          case Action.Append append -> note(append.key(), append.element());
          case Action.Write write -> note(write.key(), write.value());
          case Action.ReadList read -> {
            Trace trace = trace(action);
            trace.lists.add(new Trace.ListSeen(index, read.elements(), own.size()));
            list(trace, read, own);
          }
          case Action.Read read -> register(trace(action), read, own);
        }
      }
    }

    private void note(String key, long value) {
      written.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    private void list(Trace trace, Action.ReadList read, List<Long> own) {
      int from = 0;
      for (long element : own) {
        int at = read.elements().indexOf(element);
        if (at < from) {
          contradiction(read, "after it had appended " + element);
          return;
        }
        from = at + 1;
      }
      for (Action action : transaction.actions()) {
        if (action instanceof Action.Append append
            && append.key().equals(trace.key)
            && !own.contains(append.element())
            && !trace.isUntraceable(append.element())
            && read.elements().contains(append.element())) {
          contradiction(read, "before it appended " + append.element());
        }
      }
    }

    private void register(Trace trace, Action.Read read, List<Long> own) {
      Long value = read.value();
      if (!own.isEmpty()) {
        if (!own.getLast().equals(value)) {
          contradiction(read, "after it had written " + own.getLast());
        }
        return;
      }
      Trace.Write write = value == null ? null : trace.writer(value);
      if (write != null && write.transaction() == index) {
        contradiction(read, "before it wrote " + value);
      } else {
        trace.values.add(new Trace.ValueSeen(index, value));
      }
    }

    private void contradiction(Action read, String when) {
      findings.add(
          AnomalyKind.INTERNAL,
          () ->
              Anomaly.plain(
                  AnomalyKind.INTERNAL,
                  transaction.name() + " did " + read.describe() + " " + when,
                  transaction));
    }
  }
}
