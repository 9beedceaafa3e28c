package io.halcyon.node.membership;

import io.halcyon.core.id.ShardId;
import io.halcyon.core.ring.Ring;
import io.halcyon.node.replica.Rings;
import io.halcyon.proto.internal.v1.HelloResponse;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.ShardRecord;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// The state with which a cluster begins: its first nodes, the system shard and the data shards on
/// them, the first ring.
final class InitialState {
  private InitialState() {}

  /// @param members the first nodes' addresses, at least one
  /// @param shards number of data shards
  /// @param replication replicas of each shard; fewer if there are fewer nodes
  static ClusterState of(
      String clusterId, List<HelloResponse> members, int shards, int replication) {
    List<HelloResponse> ordered =
        members.stream().sorted(Comparator.comparing(HelloResponse::getRpcAddress)).toList();
    ClusterState.Builder state = ClusterState.newBuilder().setClusterId(clusterId).setVersion(1);
    for (int i = 0; i < ordered.size(); i++) {
      state.addNodes(
          NodeRecord.newBuilder()
              .setId(i + 1)
              .setRpcAddress(ordered.get(i).getRpcAddress())
              .setRaftAddress(ordered.get(i).getRaftAddress()));
    }
    TreeMap<ShardId, Integer> vnodes = new TreeMap<>();
    for (int shard = 0; shard <= shards; shard++) {
      ShardRecord.Builder record = ShardRecord.newBuilder().setId(shard);
      for (int r = 0; r < Math.min(replication, ordered.size()); r++) {
        // The first replica is the preferred leader, so the leaders spread over the nodes.
        int node = (shard + r) % ordered.size() + 1;
        record.addReplicas(ReplicaRecord.newBuilder().setNode(node).setGeneration(1));
      }
      state.addShards(record);
      if (shard > 0) {
        vnodes.put(new ShardId(shard), Ring.vnodesFor(1));
      }
    }
    return state.setRing(Rings.record(Ring.initial(vnodes))).build();
  }
}
