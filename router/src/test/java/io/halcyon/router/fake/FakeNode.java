package io.halcyon.router.fake;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.MembershipGrpc;
import io.halcyon.proto.internal.v1.ShardsGrpc;
import io.halcyon.proto.internal.v1.WatchClusterRequest;
import io.halcyon.proto.internal.v1.WatchShardRequest;
import io.halcyon.proto.v1.AdminGrpc;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.DrainNodeResponse;
import io.halcyon.proto.v1.GetClusterRequest;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.ReplicaStatus;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import io.halcyon.rpc.FrameHandler;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.FrameServer;
import io.halcyon.rpc.FrameServerConfig;
import io.halcyon.rpc.Responder;
import io.halcyon.rpc.RpcServer;
import io.halcyon.rpc.RpcServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/// One node of a {@link FakeCluster}, served over gRPC on a free port.
public final class FakeNode implements AutoCloseable {
  private static final int PUMP_NANOS = 5_000_000;

  private final long id;
  private final FakeCluster cluster;
  private final @Nullable TxnShards transactions;
  private final ScheduledExecutorService loop;
  private final RpcServer server;
  private final Set<StreamObserver<ClusterState>> watchers = ConcurrentHashMap.newKeySet();

  private FakeNode(long id, FakeCluster cluster, @Nullable TxnShards transactions, EventLoops loops)
      throws IOException {
    this.transactions = transactions;
    this.id = id;
    this.cluster = cluster;
    this.loop = loops.next();
    RpcServerConfig defaults =
        RpcServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    RpcServerConfig config =
        new RpcServerConfig(
            defaults.address(),
            defaults.messageBytesMax(),
            defaults.keepAlive(),
            Duration.ofMillis(50),
            defaults.callsPerConnectionMax());
    FrameServer frames = new FrameServer(FrameServerConfig.DEFAULT, loops);
    server =
        RpcServer.builder(config, loops)
            .service(frames.bind(new Shards().bindService(), FrameHop.SHARDS, Handler::new))
            .service(new Membership().bindService())
            .service(new Admin().bindService())
            .frames(frames)
            .start();
    cluster.address(id, "127.0.0.1:" + server.port());
  }

  public static FakeNode start(long id, FakeCluster cluster, EventLoops loops) throws IOException {
    return new FakeNode(id, cluster, null, loops);
  }

  /// Starts a node that serves transactions, too.
  public static FakeNode start(
      long id, FakeCluster cluster, TxnShards transactions, EventLoops loops) throws IOException {
    return new FakeNode(id, cluster, transactions, loops);
  }

  public String address() {
    return "127.0.0.1:" + server.port();
  }

  /// Sends the cluster's state to everyone who watches it here.
  public void publish() {
    loop.execute(() -> watchers.forEach(watcher -> watcher.onNext(cluster.state())));
  }

  @Override
  public void close() {
    server.close();
  }

  /// A request's buffer is only lent.
  private static OpRequest copy(OpRequest request) {
    byte[] body = request.body();
    return new OpRequest(
        0,
        request.kind(),
        request.shard(),
        request.epoch(),
        request.deadlineMillis(),
        body,
        0,
        body.length);
  }

  private static TxnShards.Reply reply(Responder responder) {
    return new TxnShards.Reply() {
      @Override
      public void ok(byte[] body) {
        responder.ok(body);
      }

      @Override
      public void fail(Failure failure) {
        responder.fail(failure);
      }
    };
  }

  private final class Handler implements FrameHandler {
    @Override
    public void handle(OpRequest request, Responder responder) {
      if (request.kind() == OpKind.TXN_CALL && transactions != null) {
        transactions.serve(id, copy(request), reply(responder));
        return;
      }
      switch (cluster.execute(id, request)) {
        case FakeCluster.Answer.Ok ok -> responder.ok(ok.body());
        case FakeCluster.Answer.Failed failed -> responder.fail(failed.failure());
      }
    }

    @Override
    public void frameEnd() {}

    @Override
    public long hlc() {
      return 0;
    }

    @Override
    public boolean mergeHlc(long hlc) {
      return true;
    }
  }

  private final class Shards extends ShardsGrpc.ShardsImplBase {
    @Override
    public void watchShard(WatchShardRequest request, StreamObserver<WatchResponse> observer) {
      long leader = cluster.leader(request.getShard());
      if (leader != id) {
        observer.onError(
            Failures.exception(
                new Failure.NotLeader(new ShardId(request.getShard()), new NodeId(leader))));
        return;
      }
      long after = request.getAfterTimestamp() == 0 ? cluster.now() : request.getAfterTimestamp();
      ServerCallStreamObserver<WatchResponse> call =
          (ServerCallStreamObserver<WatchResponse>) observer;
      call.setOnCancelHandler(() -> {});
      loop.execute(() -> pump(call, request, after));
    }

    private void pump(
        ServerCallStreamObserver<WatchResponse> call, WatchShardRequest request, long after) {
      if (call.isCancelled()) {
        return;
      }
      long position = after;
      if (call.isReady()) {
        long resolved = cluster.tick();
        List<WatchEvent> events = cluster.changes(request.getShard(), request, after);
        call.onNext(
            WatchResponse.newBuilder().addAllEvents(events).setResolvedTimestamp(resolved).build());
        position = resolved;
      }
      long next = position;
      LoopTimer.after(loop, PUMP_NANOS, () -> pump(call, request, next));
    }
  }

  private final class Membership extends MembershipGrpc.MembershipImplBase {
    @Override
    public void watchCluster(WatchClusterRequest request, StreamObserver<ClusterState> observer) {
      ((ServerCallStreamObserver<ClusterState>) observer)
          .setOnCancelHandler(() -> watchers.remove(observer));
      loop.execute(() -> {
        observer.onNext(cluster.state());
        watchers.add(observer);
      });
    }
  }

  private final class Admin extends AdminGrpc.AdminImplBase {
    @Override
    public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> observer) {
      observer.onNext(
          GetClusterResponse.newBuilder()
              .addReplicas(ReplicaStatus.newBuilder().setShard(1).setNode(id).setRole("LEADER"))
              .build());
      observer.onCompleted();
    }

    @Override
    public void drainNode(DrainNodeRequest request, StreamObserver<DrainNodeResponse> observer) {
      long leader = cluster.leader(0);
      if (leader == id) {
        observer.onNext(DrainNodeResponse.newBuilder().setLeadersMoved(2).build());
        observer.onCompleted();
      } else {
        observer.onError(
            Failures.exception(new Failure.NotLeader(ShardId.SYSTEM, new NodeId(leader))));
      }
    }
  }
}
