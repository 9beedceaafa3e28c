package io.halcyon.checker.transactions;

import java.util.List;

/// One transaction as its client saw it.
///
/// @param id names it in explanations; unique in a history
/// @param process the sequential client that ran it
/// @param invokedNanos monotonic time before its first request was sent
/// @param completedNanos monotonic time, by the same clock, after the answer to its commit was
///   there; {@link #NEVER} if it is ambiguous
/// @param actions in the order in which they were executed, only those that were answered or may
///   have taken effect
/// @param stale whether it read at a timestamp of the past on purpose: it owes nothing to what
///   finished before it began
public record Transaction(
    long id,
    long process,
    long invokedNanos,
    long completedNanos,
    List<Action> actions,
    Fate fate,
    boolean stale) {
  /// The end of what never ended.
  public static final long NEVER = Long.MAX_VALUE;

  /// @throws IllegalArgumentException if it ends before it begins, or is stale and writes
  public Transaction {
    actions = List.copyOf(actions);
    if (fate == Fate.AMBIGUOUS) {
      completedNanos = NEVER;
    }
    if (completedNanos < invokedNanos) {
      throw new IllegalArgumentException("T" + id + " ends before it begins");
    }
    if (stale && !actions.stream().allMatch(Action::readOnly)) {
      throw new IllegalArgumentException("T" + id + " reads the past and writes");
    }
  }

  /// Returns the name by which explanations call it.
  public String name() {
    return "T" + id;
  }

  /// Returns whether it ended before the other began.
  public boolean precedes(Transaction other) {
    return completedNanos < other.invokedNanos;
  }

  /// Returns the transaction in words, times in milliseconds.
  public String describe() {
    StringBuilder text = new StringBuilder(name());
    text.append(" (process ").append(process).append(", ").append(millis(invokedNanos));
    text.append(" .. ").append(completedNanos == NEVER ? "?" : millis(completedNanos));
    text.append(" ms");
    text.append(
        switch (fate) {
          case COMMITTED -> "";
          case ABORTED -> ", aborted";
          case AMBIGUOUS -> ", ambiguous";
        });
    text.append(stale ? ", stale read): " : "): ");
    for (int i = 0; i < actions.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(actions.get(i).describe());
    }
    return text.append(actions.isEmpty() ? "nothing" : "").toString();
  }

  /// Returns a time as explanations print it.
  static String millis(long nanos) {
    return Long.toString(Math.floorDiv(nanos, 1_000_000L))
        + '.'
        + String.format(java.util.Locale.ROOT, "%03d", Math.floorMod(nanos, 1_000_000L) / 1000);
  }
}
