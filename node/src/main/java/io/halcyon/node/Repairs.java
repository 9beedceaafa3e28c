package io.halcyon.node;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.repair.ReplicaRepair;
import io.halcyon.node.replica.Replica;
import io.halcyon.raftstorage.log.StoreHome;
import io.halcyon.raftstorage.ratis.RatisHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Takes in the failures of a node's replicas, and has those that are damaged replaced from the
/// others, each once at a time.
///
/// A mark in the data directory says that a replacement is under way. Without it, a node that
/// restarts in between would take the empty replica for a voter that has forgotten nothing.
///
/// Thread-safe; repairs run in the background.
final class Repairs {
  private final ActiveNode node;
  private final NodeResources resources;
  private final RatisHost raft;
  private final Set<ShardId> repairing = ConcurrentHashMap.newKeySet();

  Repairs(ActiveNode node, NodeResources resources, RatisHost raft) {
    this.node = node;
    this.resources = resources;
    this.raft = raft;
  }

  /// Returns whether what this node holds of a shard must not be opened; its replacement has begun.
  boolean mustReplace(ShardId shard) {
    if (resources.directory().isRepairing(shard)) {
      failed(shard, new Failure.Corrupted(shard, "its replacement was not finished"));
      return true;
    }
    if (resources.directory().hasHeld(shard) && !raft.existing().contains(shard)) {
      // A new log would forget votes and acknowledged entries.
      failed(shard, new Failure.Corrupted(shard, "the log of this replica is missing"));
      return true;
    }
    return false;
  }

  /// Reports a replica that is out of service, and replaces it if its data is damaged.
  void failed(ShardId shard, Failure failure) {
    resources.replicaFailed(shard, failure);
    if (failure instanceof Failure.Corrupted) {
      resources.metrics().replica(shard).corrupted();
      if (!node.closed() && repairing.add(shard)) {
        resources.background().execute(() -> repair(shard));
      }
    }
  }

  /// Returns the shards whose replicas here are being replaced.
  Set<ShardId> running() {
    return Set.copyOf(repairing);
  }

  private void repair(ShardId shard) {
    try {
      new ReplicaRepair(
              node.identity().node(),
              resources.view(),
              resources.peers(),
              new LocalReplicas(),
              node::closed)
          .run(shard);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      repairing.remove(shard);
    }
  }

  private final class LocalReplicas implements ReplicaRepair.LocalReplica {
    @Override
    public void setAside(ShardId shard) {
      Replica damaged = node.replicas().find(shard.value());
      node.replicas().remove(shard);
      if (damaged != null) {
        damaged.close();
      }
      // What an earlier, interrupted repair has left is no evidence.
      boolean again = !resources.directory().markRepairing(shard);
      raft.remove(shard, again);
      try {
        setStoreAside(shard, resources.directory().stores().resolve(shard.toString()), again);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot set a damaged store aside", e);
      }
    }

    /// Keeps the last damaged store of each shard as evidence.
    private void setStoreAside(ShardId shard, Path store, boolean again) throws IOException {
      if (again) {
        StoreHome.deleteTree(store);
      } else if (Files.exists(store)) {
        Path aside = resources.directory().root().resolve("damaged").resolve(shard.toString());
        StoreHome.deleteTree(aside);
        Files.createDirectories(aside.getParent());
        Files.move(store, aside);
      }
    }

    @Override
    public void openEmpty(ShardId shard) {
      node.openReplica(shard, List.of());
    }

    @Override
    public void whole(ShardId shard) {
      resources.directory().repaired(shard);
      resources.metrics().replica(shard).repaired();
    }
  }
}
