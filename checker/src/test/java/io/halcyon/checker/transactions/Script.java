package io.halcyon.checker.transactions;

import java.util.List;

/// Words for hand-written histories. Times are milliseconds; the process of a transaction is its id
/// unless said otherwise.
public final class Script {
  private Script() {}

  private static final long MILLI = 1_000_000L;

  public static Transaction txn(long id, long from, long to, Action... actions) {
    return by(id, id, from, to, actions);
  }

  public static Transaction by(long process, long id, long from, long to, Action... actions) {
    return new Transaction(
        id, process, from * MILLI, to * MILLI, List.of(actions), Fate.COMMITTED, false);
  }

  public static Transaction aborted(long id, long from, long to, Action... actions) {
    return new Transaction(id, id, from * MILLI, to * MILLI, List.of(actions), Fate.ABORTED, false);
  }

  public static Transaction lost(long id, long from, Action... actions) {
    return new Transaction(
        id, id, from * MILLI, Transaction.NEVER, List.of(actions), Fate.AMBIGUOUS, false);
  }

  public static Transaction stale(long id, long from, long to, Action... actions) {
    return new Transaction(
        id, id, from * MILLI, to * MILLI, List.of(actions), Fate.COMMITTED, true);
  }

  public static Action append(String key, long element) {
    return new Action.Append(key, element);
  }

  public static Action list(String key, long... elements) {
    return new Action.ReadList(key, Elements.of(elements));
  }

  public static Action write(String key, long value) {
    return new Action.Write(key, value);
  }

  public static Action read(String key, long value) {
    return new Action.Read(key, value);
  }

  public static Action absent(String key) {
    return new Action.Read(key, null);
  }

  public static TransactionHistory history(Transaction... transactions) {
    return new TransactionHistory(List.of(transactions));
  }
}
