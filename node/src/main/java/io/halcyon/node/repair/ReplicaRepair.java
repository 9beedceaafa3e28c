package io.halcyon.node.repair;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.membership.Peers;
import io.halcyon.proto.internal.v1.ReplaceReplicaRequest;
import io.halcyon.proto.internal.v1.ReplaceReplicaRequest.Step;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.ShardRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The damaged node's side: has itself removed from the shard's group, sets log and store aside as
/// evidence, comes back empty as a learner, and gets its vote back when it has caught up.
///
/// Each step is idempotent and repeated until it succeeds, so a repair survives changes of leader;
/// if the node restarts in between, it finds its damaged or missing replica again and begins anew.
///
/// {@link #run} blocks on a background thread.
public final class ReplicaRepair {
  private static final Logger log = LoggerFactory.getLogger(ReplicaRepair.class);
  private static final long PAUSE_MILLIS = 500;

  /// What the repair does to this node's own replica.
  public interface LocalReplica {
    /// Closes the replica and sets its files aside.
    void setAside(ShardId shard);

    /// Opens an empty replica that waits to be taken in as a learner.
    void openEmpty(ShardId shard);

    /// The replica has caught up and votes again.
    void whole(ShardId shard);
  }

  private final NodeId self;
  private final ClusterView view;
  private final Peers peers;
  private final LocalReplica local;
  private final BooleanSupplier closed;

  public ReplicaRepair(
      NodeId self, ClusterView view, Peers peers, LocalReplica local, BooleanSupplier closed) {
    this.self = self;
    this.view = view;
    this.peers = peers;
    this.local = local;
    this.closed = closed;
  }

  /// Repairs this node's replica of a shard; returns when it is whole or the node closes.
  public void run(ShardId shard) throws InterruptedException {
    if (hosts(shard).isEmpty()) {
      log.atError()
          .addKeyValue("shard", shard)
          .log("the damaged replica is the only one: restore it from a backup");
      return;
    }
    log.atWarn().addKeyValue("shard", shard).log("replacing the damaged replica from the others");
    until(shard, Step.REMOVE);
    if (closed.getAsBoolean()) {
      return;
    }
    local.setAside(shard);
    local.openEmpty(shard);
    until(shard, Step.ADD_LEARNER);
    until(shard, Step.PROMOTE);
    if (!closed.getAsBoolean()) {
      local.whole(shard);
      log.atInfo().addKeyValue("shard", shard).log("replica replaced");
    }
  }

  private void until(ShardId shard, Step step) throws InterruptedException {
    while (!closed.getAsBoolean() && !tried(shard, step)) {
      new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// Asks every other host in turn; only the leader can do it.
  private boolean tried(ShardId shard, Step step) {
    for (String address : hosts(shard)) {
      try {
        peers.replaceReplica(
            address,
            ReplaceReplicaRequest.newBuilder()
                .setShard(shard.value())
                .setNode(self.value())
                .setStep(step)
                .build());
        return true;
      } catch (HalcyonException e) {
        if (!(e.failure() instanceof Failure.NotLeader)) {
          log.atInfo()
              .addKeyValue("shard", shard)
              .addKeyValue("step", step)
              .addKeyValue("failure", e.failure().message())
              .log("repair waits");
        }
      }
    }
    return false;
  }

  private List<String> hosts(ShardId shard) {
    return view.shard(shard).map(ShardRecord::getReplicasList).stream()
        .flatMap(List::stream)
        .map(ReplicaRecord::getNode)
        .filter(node -> node != self.value())
        .map(node -> view.node(new NodeId(node)))
        .flatMap(Optional::stream)
        .map(NodeRecord::getRpcAddress)
        .toList();
  }
}
