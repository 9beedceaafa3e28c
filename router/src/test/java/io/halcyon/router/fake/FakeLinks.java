package io.halcyon.router.fake;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.router.dispatch.NodeLink;
import io.halcyon.router.dispatch.NodeLinks;
import io.halcyon.rpc.FrameConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Links to the nodes of a {@link FakeCluster} without a network, with faults.
public final class FakeLinks implements NodeLinks {
  /// How a node behaves.
  public enum Fault {
    NONE,
    /// Nothing is sent: the connection is down.
    DOWN,
    /// The stream breaks before the node has seen the operation.
    BREAKS_BEFORE,
    /// The stream breaks after the node has served the operation.
    BREAKS_AFTER,
    /// The node is silent.
    SILENT,
    /// The node serves, but its answer never comes.
    SILENT_AFTER,
    OVERLOADED
  }

  private final FakeCluster cluster;
  private final ScheduledExecutorService loop;
  private final Map<Long, Fault> faults = new ConcurrentHashMap<>();

  public FakeLinks(FakeCluster cluster, ScheduledExecutorService loop) {
    this.cluster = cluster;
    this.loop = loop;
  }

  public void fault(long node, Fault fault) {
    faults.put(node, fault);
  }

  @Override
  public @Nullable NodeLink to(long node) {
    return (kind, shard, epoch, millis, body, offset, length, handler) ->
        loop.execute(() ->
            serve(
                node, new OpRequest(0, kind, shard, epoch, millis, body, offset, length), handler));
  }

  private void serve(long node, OpRequest request, FrameConnection.ReplyHandler handler) {
    Failure broken = new Failure.Unavailable("stream broke");
    Fault fault = faults.getOrDefault(node, Fault.NONE);
    switch (fault) {
      case NONE -> answer(cluster.execute(node, request), handler);
      case DOWN -> handler.failed(new Failure.Unavailable("connection refused"), false);
      case BREAKS_BEFORE -> handler.failed(broken, true);
      case BREAKS_AFTER -> {
        FakeCluster.Answer unused = cluster.execute(node, request);
        handler.failed(broken, unused != null);
      }
      case SILENT -> late(request, handler);
      case SILENT_AFTER -> {
        FakeCluster.Answer unused = cluster.execute(node, request);
        if (unused != null) {
          late(request, handler);
        }
      }
      case OVERLOADED ->
          handler.failed(
              new Failure.Overloaded("node is busy", java.time.Duration.ofMillis(1)), false);
    }
  }

  private void late(OpRequest request, FrameConnection.ReplyHandler handler) {
    LoopTimer.after(
        loop,
        TimeUnit.MILLISECONDS.toNanos(request.deadlineMillis()),
        () -> handler.failed(new Failure.DeadlineExceeded("no answer"), true));
  }

  private static void answer(FakeCluster.Answer answer, FrameConnection.ReplyHandler handler) {
    switch (answer) {
      case FakeCluster.Answer.Ok ok -> handler.reply(ok.body());
      case FakeCluster.Answer.Failed failed -> handler.failed(failed.failure(), false);
    }
  }
}
