package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.RequestId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.ShardState;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A single operation as the participant takes it: as one `Apply`, which waits for locks and
/// intents and comes above what others have read.
///
/// Immutable. The keys are locked while it is evaluated, so the store's newest versions are what it
/// sees.
record SingleWrite(Command command, ShardStore store) implements Request.Operation {
  /// Names this coordinator: outcomes of single operations are the leader's own, whichever it is.
  private static final long COORDINATOR = 0;

  /// Returns the request for one attempt.
  static Request.Apply request(Command command, RequestId request, int attempt, ShardStore store) {
    List<Key> keys = command.keys().stream().map(Key::new).distinct().toList();
    TxnId id = new TxnId(request, COORDINATOR, attempt);
    return new Request.Apply(
        new TxnRef(id, keys.getFirst()), keys, new SingleWrite(command, store));
  }

  @Override
  public Request.Evaluated evaluate(ShardState state, long at) {
    Sink sink = new Sink();
    Evaluator.Result result = new Evaluator(sink, new Overlay(store)).evaluate(command, at);
    return new Request.Evaluated(
        new ArrayList<>(sink.writes.values()),
        new Value(new RememberedOutcome(at, result).answer(), 0));
  }

  /// Takes the answer of such an operation apart.
  ///
  /// @throws HalcyonException with `Invalid` if the request id belongs to a transaction, whose
  ///   answer is something else
  static Evaluator.Result result(Value answer) {
    try {
      return RememberedOutcome.result(answer.bytes());
    } catch (InvariantViolation e) {
      throw new HalcyonException(
          new Failure.Invalid("the request id was used by a transaction before"), e);
    }
  }

  /// The last write of each key counts.
  private static final class Sink implements WriteSink {
    private final Map<Key, Write> writes = new LinkedHashMap<>();

    @Override
    public void put(
        byte[] key, long timestamp, long expiresAtMillis, byte[] buffer, int offset, int length) {
      Value value = new Value(Arrays.copyOfRange(buffer, offset, offset + length), expiresAtMillis);
      set(new Key(key), new Write(new Key(key), value, Write.BLIND));
    }

    @Override
    public void delete(byte[] key, long timestamp) {
      set(new Key(key), new Write(new Key(key), null, Write.BLIND));
    }

    private void set(Key key, Write write) {
      writes.put(key, write);
    }
  }
}
