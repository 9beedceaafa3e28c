package io.halcyon.checker.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects a history while clients run. Thread-safe; the lock is the recorder itself.
///
/// Operations still open when {@link #history} is called are ambiguous in it.
public final class HistoryRecorder {
  private final int operationsMax;

  private final Map<Long, Operation> open = new HashMap<>();

  private final List<Operation> closed = new ArrayList<>();

  private long invocations;

  /// @param operationsMax how many operations it holds at most
  public HistoryRecorder(int operationsMax) {
    this.operationsMax = operationsMax;
  }

  /// Notes that a call is about to be sent. Call it before sending, with a time read before that.
  ///
  /// @return a ticket for {@link #completed}
  /// @throws IllegalStateException if the recorder is full
  public synchronized long invoked(long process, String key, Call call, long nowNanos) {
    if (invocations >= operationsMax) {
      throw new IllegalStateException("the history holds at most " + operationsMax);
    }
    long ticket = invocations++;
    open.put(ticket, Operation.ambiguous(process, key, call, nowNanos));
    return ticket;
  }

  /// Notes a call's outcome, with a time read after the answer was there.
  ///
  /// @throws IllegalArgumentException if the ticket is not open
  public synchronized void completed(long ticket, Outcome outcome, long nowNanos) {
    Operation begun = open.remove(ticket);
    if (begun == null) {
      throw new IllegalArgumentException("ticket " + ticket + " is not open");
    }
    closed.add(
        new Operation(
            begun.process(), begun.key(), begun.call(), begun.invokedNanos(), nowNanos, outcome));
  }

  /// Returns what was recorded so far.
  public synchronized History history() {
    List<Operation> all = new ArrayList<>(closed);
    all.addAll(open.values());
    return new History(all);
  }
}
