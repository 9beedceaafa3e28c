package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.core.id.NodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/// Translates between nodes and Ratis's peer ids, which are the nodes' names. Thread-safe.
final class PeerNames {
  private static final Map<NodeId, RaftPeerId> IDS = new ConcurrentHashMap<>();

  private PeerNames() {}

  static NodeId node(RaftPeerId id) {
    return node(id.toString());
  }

  static NodeId node(ByteString id) {
    return node(id.toStringUtf8());
  }

  private static NodeId node(String name) {
    if (name.isEmpty() || name.charAt(0) != 'n') {
      throw new IllegalArgumentException("not the name of a node: " + name);
    }
    return new NodeId(Long.parseLong(name, 1, name.length(), 10));
  }

  /// Only for nodes that have passed the transport's handshake, which bounds the table.
  static RaftPeerId id(NodeId node) {
    return IDS.computeIfAbsent(node, n -> RaftPeerId.valueOf(n.toString()));
  }
}
