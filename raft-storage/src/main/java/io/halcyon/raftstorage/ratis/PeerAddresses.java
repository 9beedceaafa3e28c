package io.halcyon.raftstorage.ratis;

import io.halcyon.core.id.NodeId;
import java.net.InetSocketAddress;

/// Tells at which address a node's Raft server is reached. Called by any thread; must not block.
@FunctionalInterface
public interface PeerAddresses {
  /// @throws IllegalArgumentException if the node is unknown
  InetSocketAddress address(NodeId node);
}
