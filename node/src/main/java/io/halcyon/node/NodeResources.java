package io.halcyon.node;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.identity.NodeDirectory;
import io.halcyon.node.membership.Bootstrap;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.membership.Peers;
import io.halcyon.node.watch.Watches;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.log.CheckpointSource;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/// What outlives one incarnation of a node: made by {@link Node}, lent to {@link ActiveNode}.
///
/// @param evaluation a few platform threads for the evaluation of writes and resumed reads
/// @param background a virtual thread for each task that may block
/// @param timer fires periodic duties; its tasks must be short
/// @param onReplicaFailure told when a replica has stopped for good
record NodeResources(
    NodeConfig config,
    NodeDirectory directory,
    NodeAddresses addresses,
    InetSocketAddress peerBind,
    HlcClock clock,
    NodeMetrics metrics,
    StorageEnvironment storage,
    ClusterView view,
    Peers peers,
    Bootstrap bootstrap,
    CheckpointSource checkpoints,
    Watches watches,
    Executor evaluation,
    ExecutorService background,
    ScheduledExecutorService timer,
    BiConsumer<ShardId, Failure> onReplicaFailure) {
  void replicaFailed(ShardId shard, Failure failure) {
    onReplicaFailure.accept(shard, failure);
  }
}
