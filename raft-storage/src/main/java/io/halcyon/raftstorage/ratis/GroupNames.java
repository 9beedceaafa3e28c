package io.halcyon.raftstorage.ratis;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;

/// Names of a cluster's shards and nodes in Ratis's terms. A group id is `hash of the cluster id
/// (64 bits) | 0x80000000 (32 bits) | shard (32 bits)`, so that servers of different clusters
/// refuse each other and a directory tells its shard.
///
/// @param cluster upper half of every group id
record GroupNames(long cluster) {
  private static final long MARK = 0x80000000L << 32;

  static GroupNames of(String clusterId) {
    byte[] name = clusterId.getBytes(StandardCharsets.UTF_8);
    return new GroupNames(UUID.nameUUIDFromBytes(name).getMostSignificantBits());
  }

  RaftGroupId group(ShardId shard) {
    return RaftGroupId.valueOf(new UUID(cluster, MARK | shard.value()));
  }

  /// Returns the shard whose log a directory of this name holds; empty if it is none of this
  /// cluster.
  Optional<ShardId> shard(String directoryName) {
    UUID uuid;
    try {
      uuid = UUID.fromString(directoryName);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    long low = uuid.getLeastSignificantBits();
    if (uuid.getMostSignificantBits() != cluster || (low & ~0x7fffffffL) != MARK) {
      return Optional.empty();
    }
    return Optional.of(new ShardId((int) low));
  }

  static RaftPeerId peer(NodeId node) {
    return RaftPeerId.valueOf(node.toString());
  }

  static NodeId node(RaftPeerId peer) {
    return new NodeId(Long.parseLong(peer.toString().substring(1)));
  }
}
