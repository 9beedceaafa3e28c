package io.halcyon.router.rpc;

import io.grpc.ServerInterceptors;
import io.halcyon.router.admin.ClusterAdmin;
import io.halcyon.router.kv.KvFront;
import io.halcyon.router.sql.SqlSessions;
import io.halcyon.router.transact.OneShots;
import io.halcyon.router.transact.TransactionDesk;
import io.halcyon.router.transact.Transactions;
import io.halcyon.router.watch.Watches;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.FrameServer;
import io.halcyon.rpc.FrameServerConfig;
import io.halcyon.rpc.HlcExchange;
import io.halcyon.rpc.RpcServer;
import io.halcyon.rpc.RpcServerConfig;
import java.io.IOException;
import java.time.Duration;

/// The router's gRPC server: Kv on the event loops, Admin on virtual threads, health, reflection.
public final class RouterServer implements AutoCloseable {
  /// What is served.
  public record Services(
      KvFront front,
      Transactions transactions,
      OneShots oneShots,
      TransactionDesk desk,
      Watches watches,
      ClusterAdmin admin,
      SqlSessions sql,
      HlcExchange hlc) {}

  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);

  private final RpcServer server;

  private RouterServer(RpcServer server) {
    this.server = server;
  }

  /// Binds and starts; the health service says "not serving" until {@link #serving}.
  ///
  /// @throws IOException if the address cannot be bound
  public static RouterServer start(RpcServerConfig config, EventLoops loops, Services services)
      throws IOException {
    FrameServer frames = new FrameServer(FrameServerConfig.DEFAULT, loops);
    PipelineHandler pipeline = new PipelineHandler(services.front(), services.hlc());
    KvService kv = new KvService(services.front(), services.watches());
    RpcServer server =
        RpcServer.builder(config, loops)
            .service(frames.bind(kv.bindService(), FrameHop.KV, () -> pipeline))
            .service(
                ServerInterceptors.intercept(
                    new TransactionsService(
                        services.transactions(), services.oneShots(), services.desk()),
                    new ClientAddress()))
            .service(new SqlService(services.sql()).bindService())
            .blocking(new AdminService(services.admin(), ADMIN_TIMEOUT).bindService())
            .frames(frames)
            .start();
    server.serving(false);
    return new RouterServer(server);
  }

  public int port() {
    return server.port();
  }

  /// Sets what the health service answers.
  public void serving(boolean serving) {
    server.serving(serving);
  }

  /// Stops accepting, lets what is under way end within the grace, then cuts off. Blocks.
  @Override
  public void close() {
    server.close();
  }
}
