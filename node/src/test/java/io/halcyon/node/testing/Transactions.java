package io.halcyon.node.testing;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.util.Arrays;
import java.util.List;

/// Builds what coordinators ask.
public final class Transactions {
  private Transactions() {}

  /// Returns a new transaction anchored at a key.
  public static TxnRef txn(String anchor) {
    return txn(anchor, Requests.id());
  }

  public static TxnRef txn(String anchor, RequestId request) {
    return new TxnRef(new TxnId(request, 9, 0), key(anchor));
  }

  public static Key key(String name) {
    return new Key(Requests.key(name));
  }

  public static Write set(String key, String value) {
    return new Write(key(key), new Value(Requests.bytes(value), 0), Write.BLIND);
  }

  public static Request commitOnePhase(TxnRef txn, Write... writes) {
    return new Request.CommitOnePhase(
        txn, Arrays.asList(writes), List.of(), 0, true, Value.EMPTY, List.of());
  }

  public static Request prepare(TxnRef txn, Write... writes) {
    return new Request.Prepare(txn, Arrays.asList(writes), 0);
  }

  public static Request commit(TxnRef txn, long at) {
    return new Request.Commit(txn, at, Value.EMPTY);
  }

  public static Request resolve(TxnRef txn, TxnOutcome outcome, String... keys) {
    return new Request.Resolve(
        txn, Arrays.stream(keys).map(Transactions::key).toList(), outcome, true);
  }

  public static Request lock(TxnRef txn, String... keys) {
    return new Request.Lock(
        txn,
        Arrays.stream(keys).map(Transactions::key).toList(),
        LockMode.EXCLUSIVE,
        Request.WaitPolicy.WAIT,
        0);
  }

  public static Request read(TxnRef txn, long readAt, String key, Verdict... known) {
    return new Request.Read(
        txn.id(), readAt, List.of(Span.point(key(key))), 0, false, Arrays.asList(known));
  }
}
