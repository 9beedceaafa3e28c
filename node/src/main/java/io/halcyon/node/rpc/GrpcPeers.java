package io.halcyon.node.rpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.node.membership.Peers;
import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.ActivateResponse;
import io.halcyon.proto.internal.v1.CheckpointChunk;
import io.halcyon.proto.internal.v1.CreateSystemReplicaRequest;
import io.halcyon.proto.internal.v1.FetchCheckpointRequest;
import io.halcyon.proto.internal.v1.HelloRequest;
import io.halcyon.proto.internal.v1.HelloResponse;
import io.halcyon.proto.internal.v1.IntroduceRequest;
import io.halcyon.proto.internal.v1.IntroduceResponse;
import io.halcyon.proto.internal.v1.LeaveRequest;
import io.halcyon.proto.internal.v1.LeaveResponse;
import io.halcyon.proto.internal.v1.MembershipGrpc;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.internal.v1.RenewLeaseResponse;
import io.halcyon.proto.internal.v1.ReplaceReplicaRequest;
import io.halcyon.proto.internal.v1.ShardsGrpc;
import io.halcyon.proto.internal.v1.WatchClusterRequest;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks other nodes by gRPC; one channel per address, opened on first use. Thread-safe.
public final class GrpcPeers implements Peers, AutoCloseable {
  private static final long DEADLINE_MILLIS = 1_500;
  private static final long CHANGE_DEADLINE_MILLIS = 15_000;

  private final EventLoops loops;
  private final ConcurrentHashMap<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  public GrpcPeers(EventLoops loops) {
    this.loops = loops;
  }

  private ManagedChannel channel(String address) {
    return channels.computeIfAbsent(address, a -> Channels.open(a, loops));
  }

  private MembershipGrpc.MembershipBlockingStub membership(String address) {
    return MembershipGrpc.newBlockingStub(channel(address))
        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static <A> A call(Supplier<A> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw new HalcyonException(Failures.fromException(e), e);
    }
  }

  @Override
  public HelloResponse hello(String address, HelloRequest request) {
    return call(() -> membership(address).hello(request));
  }

  @Override
  public void createSystemReplica(String address, CreateSystemReplicaRequest request) {
    call(() -> membership(address).createSystemReplica(request));
  }

  @Override
  public RegisterResponse register(String address, RegisterRequest request) {
    return call(() -> membership(address).register(request));
  }

  @Override
  public IntroduceResponse introduce(String address, IntroduceRequest request) {
    return call(() -> membership(address).introduce(request));
  }

  @Override
  public ActivateResponse activate(String address, ActivateRequest request) {
    return call(() -> membership(address).activate(request));
  }

  @Override
  public RenewLeaseResponse renewLease(String address, RenewLeaseRequest request) {
    return call(() -> membership(address).renewLease(request));
  }

  @Override
  public LeaveResponse leave(String address, LeaveRequest request) {
    return call(() -> membership(address).leave(request));
  }

  @Override
  public void replaceReplica(String address, ReplaceReplicaRequest request) {
    call(() ->
        ShardsGrpc.newBlockingStub(channel(address))
            .withDeadlineAfter(CHANGE_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
            .replaceReplica(request));
  }

  @Override
  public Runnable watchCluster(String address, Consumer<ClusterState> state, Runnable broken) {
    StateStream stream = new StateStream(state, broken);
    MembershipGrpc.newStub(channel(address))
        .watchCluster(WatchClusterRequest.getDefaultInstance(), stream);
    return stream::stop;
  }

  /// Streams a checkpoint; the iterator blocks and throws `StatusRuntimeException`.
  Iterator<CheckpointChunk> fetchCheckpoint(String address, FetchCheckpointRequest request) {
    return ShardsGrpc.newBlockingStub(channel(address)).fetchCheckpoint(request);
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }

  private static final class StateStream
      implements ClientResponseObserver<WatchClusterRequest, ClusterState> {
    private final Consumer<ClusterState> state;
    private final Runnable broken;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable ClientCallStreamObserver<WatchClusterRequest> call;

    StateStream(Consumer<ClusterState> state, Runnable broken) {
      this.state = state;
      this.broken = broken;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchClusterRequest> requestStream) {
      call = requestStream;
    }

    @Override
    public void onNext(ClusterState value) {
      state.accept(value);
    }

    @Override
    public void onError(Throwable t) {
      end();
    }

    @Override
    public void onCompleted() {
      end();
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        broken.run();
      }
    }

    void stop() {
      ended.set(true);
      ClientCallStreamObserver<WatchClusterRequest> current = call;
      if (current != null) {
        current.cancel("no longer needed", null);
      }
    }
  }
}
