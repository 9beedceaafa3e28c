package io.halcyon.node.rpc;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.ReplicaSet;
import io.halcyon.node.replica.Reply;
import io.halcyon.rpc.FrameHandler;
import io.halcyon.rpc.Responder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves one router's stream: hands each operation to its shard's replica, and starts the
/// evaluation of writes when the frame has been read whole, so that one frame becomes one log
/// entry.
///
/// Point reads are answered on the event loop; ranges go to a bounded pool.
final class ShardFrames implements FrameHandler {
  private final Supplier<@Nullable ReplicaSet> replicas;
  private final HlcClock clock;
  private final Executor scans;
  private final OperationMetrics metrics;
  private final List<Replica> touched = new ArrayList<>();

  ShardFrames(
      Supplier<@Nullable ReplicaSet> replicas,
      HlcClock clock,
      Executor scans,
      OperationMetrics metrics) {
    this.replicas = replicas;
    this.clock = clock;
    this.scans = scans;
    this.metrics = metrics;
  }

  @Override
  public void handle(OpRequest request, Responder responder) {
    Reply reply = metrics.timed(request.kind(), responder);
    ReplicaSet hosted = replicas.get();
    Replica replica = hosted == null ? null : hosted.find(request.shard());
    if (replica == null) {
      reply.fail(
          hosted == null
              ? new Failure.Unavailable("the node is starting")
              : new Failure.NotLeader(new ShardId(Math.max(0, request.shard())), null));
      return;
    }
    switch (request.kind()) {
      case GET -> replica.read(request, reply);
      case READ_CALL -> scans.execute(() -> replica.read(request, reply));
      case PUT, DELETE, WRITE_CALL -> {
        replica.write(request, reply);
        touch(replica);
      }
      case TXN_CALL -> {
        replica.transact(request, reply);
        touch(replica);
      }
    }
  }

  private void touch(Replica replica) {
    if (!touched.contains(replica)) {
      touched.add(replica);
    }
  }

  @Override
  public void frameEnd() {
    touched.forEach(Replica::flush);
    touched.clear();
  }

  @Override
  public long hlc() {
    return clock.tick();
  }

  @Override
  public boolean mergeHlc(long hlc) {
    return clock.merge(hlc);
  }
}
