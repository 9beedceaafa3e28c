package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.wire.OpKind;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.Operation;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txnwire.TxnCodec;
import java.time.Duration;

/// Sends requests of the transaction protocol to the leaders of shards. The dispatcher looks for
/// the leader; who asked decides what to do when that takes too long. Thread-safe; never blocks.
final class ShardCalls {
  /// Takes what comes of a request: one call, on an event loop or at once.
  interface Reply {
    void answered(Response response);

    /// Whether it was evaluated is not known, except for kinds that say it was not.
    void failed(Failure failure);
  }

  private final Dispatcher dispatcher;
  private final long timeoutNanos;

  ShardCalls(Dispatcher dispatcher, Duration timeout) {
    this.dispatcher = dispatcher;
    this.timeoutNanos = timeout.toNanos();
  }

  void send(ShardId shard, long epoch, Request request, Reply reply) {
    byte[] body;
    try {
      body = TxnCodec.encode(request);
    } catch (HalcyonException e) {
      reply.failed(e.failure());
      return;
    }
    long deadline = dispatcher.nowNanos() + timeoutNanos;
    dispatcher.sendToShard(
        new Operation(OpKind.TXN_CALL, body, 0, body.length, deadline, new Decoding(shard, reply)),
        shard.value(),
        epoch);
  }

  private record Decoding(ShardId shard, Reply reply) implements Completion {
    @Override
    public void ok(byte[] body) {
      Response response;
      try {
        response = TxnCodec.decodeResponse(body);
      } catch (HalcyonException e) {
        reply.failed(
            new Failure.Internal("malformed answer of s" + shard + ": " + e.failure().message()));
        return;
      }
      reply.answered(response);
    }

    @Override
    public void failed(Failure failure) {
      reply.failed(failure);
    }
  }
}
