package io.halcyon.testkit;

import io.halcyon.node.NodeConfig;
import io.halcyon.router.RouterConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Describes an {@link EmbeddedCluster}; not thread-safe.
public final class ClusterBuilder {
  private static final int NODES_MAX = 15;
  private static final int REPLICATION_MAX = 3;

  private final int nodes;
  private int shards = 3;
  private int replication;
  private @Nullable Path directory;
  private ClusterPorts.Choice ports = ClusterPorts.Choice.FREE;
  private Duration readyWithin = Duration.ofSeconds(60);
  private UnaryOperator<NodeConfig> nodeSettings = UnaryOperator.identity();
  private UnaryOperator<RouterConfig> routerSettings = UnaryOperator.identity();

  ClusterBuilder(int nodes) {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw new IllegalArgumentException("nodes must be 1 to " + NODES_MAX + ": " + nodes);
    }
    this.nodes = nodes;
    this.replication = nodes >= REPLICATION_MAX ? REPLICATION_MAX : 1;
  }

  /// Sets the number of data shards of a new cluster; 3 by default.
  public ClusterBuilder shards(int count) {
    shards = count;
    return this;
  }

  /// Sets the replicas of each shard of a new cluster; by default 3, or 1 with fewer nodes.
  public ClusterBuilder replication(int replicas) {
    replication = replicas;
    return this;
  }

  /// Keeps the data in a directory, created if need be. A later cluster that is started there, with
  /// as many nodes, goes on with it. Without one a temporary directory is used, and deleted at the
  /// end.
  public ClusterBuilder directory(Path place) {
    directory = place;
    return this;
  }

  /// Prefers Halcyon's usual ports (router 7400 and 7480, nodes from 7410) to free ones; each that
  /// is taken is replaced by a free one.
  public ClusterBuilder usualPorts() {
    ports = ClusterPorts.Choice.USUAL;
    return this;
  }

  /// Sets how long {@link #start} waits for the cluster to become ready; 60 s by default.
  public ClusterBuilder readyWithin(Duration patience) {
    readyWithin = patience;
    return this;
  }

  /// Changes the settings of each node; places and addresses are the cluster's own.
  public ClusterBuilder nodeSettings(UnaryOperator<NodeConfig> change) {
    nodeSettings = change;
    return this;
  }

  /// Changes the settings of the router; its addresses are the cluster's own.
  public ClusterBuilder routerSettings(UnaryOperator<RouterConfig> change) {
    routerSettings = change;
    return this;
  }

  /// Starts the cluster and waits until it can serve.
  ///
  /// @throws IllegalStateException if it is not ready in time; then nothing is left running
  /// @throws IOException if the directory or a port cannot be used; then nothing is left running
  public EmbeddedCluster start() throws IOException {
    return EmbeddedCluster.start(
        new ClusterSpec(
            nodes,
            shards,
            replication,
            directory,
            ports,
            readyWithin,
            nodeSettings,
            routerSettings));
  }
}
