package io.halcyon.node.identity;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;

/// Who a node is, as its disk remembers: given once by the cluster, lost with the disk.
///
/// @param clusterId the cluster that it belongs to
/// @param incarnation number of the current start, greater with every start; 0 before the first
public record NodeIdentity(String clusterId, NodeId node, long incarnation) {
  public NodeIdentity {
    if (clusterId.isEmpty() || incarnation < 0) {
      throw new IllegalArgumentException(
          "not an identity: cluster '" + clusterId + "', incarnation " + incarnation);
    }
  }

  public Incarnation self() {
    return new Incarnation(node, incarnation);
  }

  NodeIdentity nextStart() {
    return new NodeIdentity(clusterId, node, incarnation + 1);
  }
}
