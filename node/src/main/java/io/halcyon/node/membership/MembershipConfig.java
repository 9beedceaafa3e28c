package io.halcyon.node.membership;

import java.util.List;

/// How a node finds its cluster, prefix `node.membership`.
///
/// @param join gRPC addresses (`host:port`) of nodes to contact; may contain the node's own
/// @param bootstrapNodes with how many nodes a new cluster begins: when so many of the `join`
///   addresses answer and none belongs to a cluster, the one whose address sorts first creates it;
///   0 never creates one
/// @param shards data shards of a new cluster
/// @param replication replicas of each shard of a new cluster
public record MembershipConfig(List<String> join, int bootstrapNodes, int shards, int replication) {
  public static final MembershipConfig DEFAULT = new MembershipConfig(List.of(), 0, 3, 3);

  public MembershipConfig {
    join = List.copyOf(join);
    if (bootstrapNodes < 0 || (bootstrapNodes > join.size() && bootstrapNodes > 1)) {
      throw new IllegalArgumentException(
          "node.membership.bootstrap-nodes must be between 0 and the number of join addresses: "
              + bootstrapNodes);
    }
    if (shards < 1 || shards > 1024) {
      throw new IllegalArgumentException(
          "node.membership.shards must be between 1 and 1024: " + shards);
    }
    if (replication < 1 || replication > 7 || replication % 2 == 0) {
      throw new IllegalArgumentException(
          "node.membership.replication must be 1, 3, 5 or 7: " + replication);
    }
  }
}
