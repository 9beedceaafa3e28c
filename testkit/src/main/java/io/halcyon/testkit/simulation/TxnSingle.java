package io.halcyon.testkit.simulation;

import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.ShardState;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A single operation at its router: asked for until it is answered, without a coordinator.
final class TxnSingle {
  private static final Value ABSENT = new Value("-".getBytes(StandardCharsets.UTF_8), 0);

  private final TxnRouter router;
  private final TxnRef txn;
  private final Key key;
  private final Request.Apply request;
  private final Consumer<Answer> client;

  TxnSingle(TxnRouter router, TxnProgram program, Key key, long name, Consumer<Answer> client) {
    this.router = router;
    this.txn = new TxnRef(new TxnId(program.request(), name, 0), program.anchor());
    this.key = key;
    this.client = client;
    Value written = program.value(txn.id(), 0);
    this.request = new Request.Apply(txn, List.of(key), new UnlessOdd(key, written));
  }

  /// Writes a key unless its value has an odd length. A record, so that traces are the same each
  /// time.
  private record UnlessOdd(Key key, Value written) implements Request.Operation {
    @Override
    public Request.Evaluated evaluate(ShardState state, long at) {
      Value before = state.at(key, at).value();
      boolean writes = before == null || before.bytes().length % 2 == 0;
      return new Request.Evaluated(
          writes ? List.of(new Write(key, written, Write.BLIND)) : List.of(), report(before));
    }
  }

  /// Returns what the client is told: what the key was before.
  static Value report(@Nullable Value before) {
    return before == null ? ABSENT : before;
  }

  void start() {
    router.ask(TxnScene.shardOf(key), request, this::answered);
  }

  private void answered(@Nullable Response response) {
    if (response instanceof Response.Ended(_, TxnOutcome.Committed committed, Value answer)) {
      client.accept(new Answer.Committed(committed.at(), answer));
      return;
    }
    if (response instanceof Response.TooOld) {
      client.accept(new Answer.Failed(Answer.Reason.TOO_OLD, "too old", null));
      return;
    }
    if (response instanceof Response.Waiting waiting) {
      waiting.blockers().forEach(this::push);
    }
    router.soon(this::start);
  }

  /// Somebody holds the key: if it is over, says so to the shard.
  private void push(Blocker blocker) {
    TxnRef other = blocker.txn();
    router.ask(
        TxnScene.shardOf(other.anchor()),
        new Request.Push(other, 0, 0),
        response -> {
          if (response instanceof Response.Ended ended) {
            Request resolve = new Request.Resolve(other, List.of(key), ended.outcome(), true);
            router.ask(TxnScene.shardOf(key), resolve, _ -> {});
          }
        });
  }
}
