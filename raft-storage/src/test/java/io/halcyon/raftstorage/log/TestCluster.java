package io.halcyon.raftstorage.log;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.ShardStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Replicas of one shard under a test's control: what the contract needs of an implementation.
public interface TestCluster extends AutoCloseable {
  ShardId shard();

  /// Starts or restarts a node; with no members it waits for a leader to add it.
  void start(NodeId node, List<NodeId> members) throws IOException;

  /// Stops a node, which keeps its disk.
  void stop(NodeId node);

  ReplicatedLog log(NodeId node);

  RecordingListener listener(NodeId node);

  /// Returns a running node that leads and is ready, after waiting for it.
  NodeId leader();

  /// Lets the cluster run until the condition holds; fails after a generous time.
  void await(String what, BooleanSupplier condition);

  /// Returns whether the entries up to `index` are gone from the node's log, after helping it.
  boolean purgedBeyond(NodeId node, long index);

  @Override
  void close();

  /// Copies a checkpoint of a store, as a node would over the network.
  static void copyCheckpoint(ShardStore from, Path scratch, Path into) throws IOException {
    from.checkpoint(scratch);
    try (var files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        Files.copy(file, into.resolve(file.getFileName().toString()));
      }
    }
    StoreHome.deleteTree(scratch);
  }
}
