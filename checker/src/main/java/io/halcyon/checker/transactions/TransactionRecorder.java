package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects a history of transactions while clients run.
///
/// ```java
/// var open = recorder.begin(process, clock.monotonicNanos());
/// open.append("x", 5);            // before the request is sent
/// open.readList("y", 1, 2);       // after the answer is there
/// open.committed(clock.monotonicNanos());
/// ```
///
/// Note a write *before* it is sent: if its answer is lost it may have taken effect all the same.
/// Note a read once it is answered. Transactions still open when {@link #history} is called are
/// ambiguous in it. Thread-safe; the lock is the recorder itself, also for what is open.
public final class TransactionRecorder {
  private final int transactionsMax;
  private final List<Transaction> closed = new ArrayList<>();
  private final Set<Open> open = new LinkedHashSet<>();
  private long begun;

  /// @param transactionsMax how many transactions it holds at most
  public TransactionRecorder(int transactionsMax) {
    this.transactionsMax = transactionsMax;
  }

  /// Notes that a transaction is about to begin.
  ///
  /// @param nowNanos read before its first request is sent
  /// @throws IllegalStateException if the recorder is full
  public Open begin(long process, long nowNanos) {
    return begin(process, nowNanos, false);
  }

  /// Notes that a read-only transaction at a timestamp of the past is about to begin.
  public Open beginStale(long process, long nowNanos) {
    return begin(process, nowNanos, true);
  }

  private synchronized Open begin(long process, long nowNanos, boolean stale) {
    if (begun >= transactionsMax) {
      throw new IllegalStateException("the history holds at most " + transactionsMax);
    }
    Open transaction = new Open(++begun, process, nowNanos, stale);
    open.add(transaction);
    return transaction;
  }

  /// Returns what was recorded so far, in the order in which it began.
  public synchronized TransactionHistory history() {
    List<Transaction> all = new ArrayList<>(closed);
    for (Open each : open) {
      all.add(each.ended(Fate.AMBIGUOUS, Transaction.NEVER));
    }
    all.sort(Comparator.comparingLong(Transaction::id));
    return new TransactionHistory(all);
  }

  /// A transaction under way. Its methods return itself, for chaining.
  public final class Open {
    private final long id;
    private final long process;
    private final long invokedNanos;
    private final boolean stale;
    private final List<Action> actions = new ArrayList<>();

    private Open(long id, long process, long invokedNanos, boolean stale) {
      this.id = id;
      this.process = process;
      this.invokedNanos = invokedNanos;
      this.stale = stale;
    }

    public Open append(String key, long element) {
      return add(new Action.Append(key, element));
    }

    public Open readList(String key, long... elements) {
      return add(new Action.ReadList(key, Elements.of(elements)));
    }

    public Open write(String key, long value) {
      return add(new Action.Write(key, value));
    }

    public Open read(String key, @Nullable Long value) {
      return add(new Action.Read(key, value));
    }

    /// @param nowNanos read after the answer to the commit was there
    public void committed(long nowNanos) {
      close(Fate.COMMITTED, nowNanos);
    }

    /// Notes that it certainly took and will take no effect.
    public void aborted(long nowNanos) {
      close(Fate.ABORTED, nowNanos);
    }

    /// Notes that its commit may or may not take effect.
    public void ambiguous() {
      close(Fate.AMBIGUOUS, Transaction.NEVER);
    }

    /// Notes any action.
    public Open add(Action action) {
      synchronized (TransactionRecorder.this) {
        if (!open.contains(this)) {
          throw new IllegalStateException("T" + id + " has ended");
        }
        actions.add(action);
        return this;
      }
    }

    private void close(Fate fate, long nowNanos) {
      synchronized (TransactionRecorder.this) {
        if (!open.contains(this)) {
          throw new IllegalStateException("T" + id + " has ended");
        }
        closed.add(ended(fate, nowNanos));
        open.remove(this);
      }
    }

    private Transaction ended(Fate fate, long nowNanos) {
      return new Transaction(id, process, invokedNanos, nowNanos, actions, fate, stale);
    }
  }
}
