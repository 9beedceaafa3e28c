package io.halcyon.node.membership;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ShardRecord;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// This process's copy of the cluster's state. It may be late and is only advice: whatever matters
/// is checked again by a shard's own records (R1) or by the system shard.
///
/// Thread-safe. Listeners are called one state after the other, in order of version.
public final class ClusterView {
  private final List<Consumer<ClusterState>> listeners = new CopyOnWriteArrayList<>();
  private volatile ClusterState current = ClusterState.getDefaultInstance();

  /// Takes a state in if it is newer than the current one.
  public synchronized void offer(ClusterState state) {
    if (state.getVersion() > current.getVersion()) {
      current = state;
      listeners.forEach(listener -> listener.accept(state));
    }
  }

  public ClusterState current() {
    return current;
  }

  /// Calls the listener with the current state, if there is one, and with every later one.
  ///
  /// @return ends the subscription
  public synchronized Runnable listen(Consumer<ClusterState> listener) {
    listeners.add(listener);
    if (current.getVersion() > 0) {
      listener.accept(current);
    }
    return () -> listeners.remove(listener);
  }

  public Optional<NodeRecord> node(NodeId id) {
    return current.getNodesList().stream().filter(n -> n.getId() == id.value()).findFirst();
  }

  public Optional<ShardRecord> shard(ShardId id) {
    return current.getShardsList().stream().filter(s -> s.getId() == id.value()).findFirst();
  }

  /// Returns where a node listens for its peers; null while unknown. Not resolved.
  public @Nullable InetSocketAddress raftAddress(NodeId id) {
    return node(id).map(NodeRecord::getRaftAddress).map(ClusterView::parse).orElse(null);
  }

  /// Parses `host:port` without resolving the host.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static InetSocketAddress parse(String address) {
    int colon = address.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("address must be host:port: " + address);
    }
    return InetSocketAddress.createUnresolved(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }
}
