package io.halcyon.node.rpc;

import io.halcyon.core.hlc.HlcClock;
import io.halcyon.node.membership.MembershipPort;
import io.halcyon.node.replica.ReplicaSet;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.FrameServer;
import io.halcyon.rpc.FrameServerConfig;
import io.halcyon.rpc.RpcServer;
import io.halcyon.rpc.RpcServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The node's gRPC server: the shards' pipeline, watches and checkpoints, membership, admin.
public final class NodeServer implements AutoCloseable {
  private final RpcServer server;
  private final OpenStreams streams;

  private NodeServer(RpcServer server, OpenStreams streams) {
    this.server = server;
    this.streams = streams;
  }

  /// Starts the server.
  ///
  /// @param replicas the hosted replicas; null while the node belongs to no cluster
  /// @param scans a bounded pool for reads of ranges
  /// @throws IOException if the address cannot be bound
  public static NodeServer start(
      InetSocketAddress address,
      EventLoops loops,
      Services services,
      Supplier<@Nullable ReplicaSet> replicas,
      HlcClock clock,
      Executor scans)
      throws IOException {
    OpenStreams streams = new OpenStreams();
    FrameServer frames = new FrameServer(FrameServerConfig.DEFAULT, loops);
    RpcServer server =
        RpcServer.builder(RpcServerConfig.at(address), loops)
            .blocking(
                frames.bind(
                    new ShardsService(services.shards(), streams).bindService(),
                    FrameHop.SHARDS,
                    () -> new ShardFrames(replicas, clock, scans, services.metrics())))
            .blocking(new MembershipService(services.membership(), streams).bindService())
            .blocking(new AdminService(services.admin()).bindService())
            .frames(frames)
            .start();
    return new NodeServer(server, streams);
  }

  /// What the services are served from.
  public record Services(
      ShardsService.Host shards,
      MembershipPort membership,
      AdminService.Host admin,
      OperationMetrics metrics) {}

  public int port() {
    return server.port();
  }

  public void serving(boolean serving) {
    server.serving(serving);
  }

  @Override
  public void close() {
    streams.close();
    server.close();
  }
}
