package io.halcyon.rpc;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A gRPC server on the process's event loops, with the health and reflection services on.
///
/// Calls run directly on the loops unless their service was added with {@link Builder#blocking};
/// pipelines always do. Thread-safe.
public final class RpcServer implements AutoCloseable {
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;
  private static final int METADATA_BYTES_MAX = 64 * 1024;

  private final Server server;
  private final int port;
  private final HealthStatusManager health;
  private final List<FrameServer> frameServers;
  private final @Nullable ExecutorService blockingExecutor;
  private final Duration closeGrace;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RpcServer(Server server, HealthStatusManager health, Builder builder) {
    this.server = server;
    this.port = server.getPort();
    this.health = health;
    this.frameServers = List.copyOf(builder.frameServers);
    this.blockingExecutor = builder.blockingExecutor;
    this.closeGrace = builder.config.closeGrace();
  }

  public static Builder builder(RpcServerConfig config, EventLoops loops) {
    return new Builder(config, loops);
  }

  /// Returns the port it listens on.
  public int port() {
    return port;
  }

  /// Sets what the health service answers; serving after the start.
  public void serving(boolean serving) {
    health.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /// Shuts down in order: health says no, streams take no more operations and end once theirs are
  /// answered, calls under way get the configured grace, then everything is cut off. Blocks for at
  /// most twice the grace; not to be called from an event loop.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    health.enterTerminalState();
    frameServers.forEach(FrameServer::drain);
    server.shutdown();
    try {
      if (!server.awaitTermination(closeGrace.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(closeGrace.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    if (blockingExecutor != null) {
      blockingExecutor.shutdownNow();
    }
  }

  /// Collects the services; not thread-safe.
  public static final class Builder {
    private final RpcServerConfig config;
    private final EventLoops loops;
    private final List<ServerServiceDefinition> services = new ArrayList<>();
    private final List<FrameServer> frameServers = new ArrayList<>();
    private @Nullable ExecutorService blockingExecutor;

    private Builder(RpcServerConfig config, EventLoops loops) {
      this.config = config;
      this.loops = loops;
    }

    /// Adds a service whose methods run on the event loop: none of them may block.
    public Builder service(ServerServiceDefinition service) {
      services.add(service);
      return this;
    }

    /// Adds a service whose methods may block: each call runs on a virtual thread of its own,
    /// except pipelines.
    public Builder blocking(ServerServiceDefinition service) {
      if (blockingExecutor == null) {
        blockingExecutor =
            Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("halcyon-rpc-", 0).factory());
      }
      services.add(BlockingService.on(blockingExecutor, service));
      return this;
    }

    /// Names a frame server that has bound some of the services, so that it is drained at close.
    public Builder frames(FrameServer frameServer) {
      frameServers.add(frameServer);
      return this;
    }

    /// Binds and starts.
    ///
    /// @throws IOException if the address cannot be bound
    public RpcServer start() throws IOException {
      HealthStatusManager health = new HealthStatusManager();
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(bindAddress())
              .channelType(NioServerSocketChannel.class)
              .bossEventLoopGroup(loops.group())
              .workerEventLoopGroup(loops.group())
              .withChildOption(ChannelOption.TCP_NODELAY, true)
              .directExecutor()
              .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
              .maxInboundMessageSize(config.messageBytesMax())
              .maxInboundMetadataSize(METADATA_BYTES_MAX)
              .maxConcurrentCallsPerConnection(config.callsPerConnectionMax())
              .keepAliveTime(config.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
              .keepAliveTimeout(config.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
              .permitKeepAliveTime(1, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .addService(health.getHealthService())
              .addService(ProtoReflectionServiceV1.newInstance());
      services.forEach(builder::addService);
      return new RpcServer(builder.build().start(), health, this);
    }

    private InetSocketAddress bindAddress() throws IOException {
      InetSocketAddress address = config.address();
      if (address.isUnresolved()) {
        address = new InetSocketAddress(address.getHostString(), address.getPort());
      }
      if (address.isUnresolved()) {
        throw new IOException("cannot resolve the address to bind: " + config.address());
      }
      return address;
    }
  }
}
