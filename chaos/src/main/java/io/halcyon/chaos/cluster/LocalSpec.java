package io.halcyon.chaos.cluster;

import java.nio.file.Path;
import java.util.List;

/// A cluster of processes on this machine.
///
/// @param backend how they are kept apart
/// @param shards data shards
/// @param directory where data and logs go; created if it is not there
/// @param nodeFlags more settings for each node, as `--node.KEY=VALUE`
/// @param routerFlags more settings for each router
public record LocalSpec(
    Backend backend,
    int nodes,
    int routers,
    int shards,
    Path directory,
    Launch launch,
    List<String> nodeFlags,
    List<String> routerFlags) {
  private static final int REPLICATION = 3;

  public LocalSpec {
    if (nodes < REPLICATION || routers < 1 || shards < 1) {
      throw new IllegalArgumentException(
          "a cluster needs 3 nodes, a router and a shard at least: "
              + nodes
              + ", "
              + routers
              + ", "
              + shards);
    }
    nodeFlags = List.copyOf(nodeFlags);
    routerFlags = List.copyOf(routerFlags);
  }

  public LocalSpec(
      Backend backend, int nodes, int routers, int shards, Path directory, Launch launch) {
    this(backend, nodes, routers, shards, directory, launch, List.of(), List.of());
  }
}
