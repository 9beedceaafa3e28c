package io.halcyon.router.dispatch;

import io.halcyon.core.wire.OpKind;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.shardmap.ShardMap;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.FrameConfig;
import io.halcyon.rpc.FrameConnection;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.HlcExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The batching streams to the nodes, opened when first needed. Usually one for each node, because
/// batches only form among operations that share a stream. Follows the view: a node that has left
/// or moved loses its old stream.
///
/// Thread-safe; finding a link takes no lock.
public final class NodeConnections implements NodeLinks, AutoCloseable {
  /// The streams to one node.
  private record Streams(String address, List<FrameConnection> connections)
      implements NodeLink, AutoCloseable {
    @Override
    public void send(
        OpKind kind,
        int shard,
        long epoch,
        int deadlineMillis,
        byte[] body,
        int offset,
        int length,
        FrameConnection.ReplyHandler handler) {
      // A shard keeps to one stream, so that its operations can share frames and entries.
      connections
          .get(shard % connections.size())
          .send(kind, shard, epoch, deadlineMillis, body, offset, length, handler);
    }

    @Override
    public void close() {
      connections.forEach(FrameConnection::close);
    }
  }

  private final ClusterView view;
  private final int connectionsPerNode;
  private final FrameConfig config;
  private final EventLoops loops;
  private final HlcExchange hlc;
  private final ConcurrentMap<Long, Streams> byNode = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public NodeConnections(
      ClusterView view,
      int connectionsPerNode,
      FrameConfig config,
      EventLoops loops,
      HlcExchange hlc) {
    this.view = view;
    this.connectionsPerNode = connectionsPerNode;
    this.config = config;
    this.loops = loops;
    this.hlc = hlc;
    view.onChange(this::follow);
  }

  @Override
  public @Nullable NodeLink to(long node) {
    Streams known = byNode.get(node);
    return known != null ? known : open(node);
  }

  private @Nullable NodeLink open(long node) {
    String address = view.current().address(node);
    if (address == null || closed) {
      return null;
    }
    return byNode.computeIfAbsent(node, _ -> streams(address));
  }

  private Streams streams(String address) {
    List<FrameConnection> connections = new ArrayList<>(connectionsPerNode);
    for (int i = 0; i < connectionsPerNode; i++) {
      connections.add(FrameConnection.open(address, FrameHop.SHARDS, config, loops, hlc));
    }
    return new Streams(address, List.copyOf(connections));
  }

  private void follow(ShardMap map) {
    byNode.forEach((node, streams) -> {
      if (!streams.address().equals(map.address(node)) && byNode.remove(node, streams)) {
        streams.close();
      }
    });
  }

  @Override
  public void close() {
    closed = true;
    byNode.values().forEach(Streams::close);
    byNode.clear();
  }
}
