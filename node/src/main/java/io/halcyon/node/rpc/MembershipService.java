package io.halcyon.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.node.membership.MembershipPort;
import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.ActivateResponse;
import io.halcyon.proto.internal.v1.CreateSystemReplicaRequest;
import io.halcyon.proto.internal.v1.CreateSystemReplicaResponse;
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
import io.halcyon.proto.internal.v1.WatchClusterRequest;
import io.halcyon.proto.v1.ClusterState;
import java.util.function.Supplier;

/// Serves `halcyon.internal.v1.Membership` from a {@link MembershipPort}. Its calls may block.
public final class MembershipService extends MembershipGrpc.MembershipImplBase {
  private final MembershipPort port;
  private final OpenStreams streams;

  MembershipService(MembershipPort port, OpenStreams streams) {
    this.port = port;
    this.streams = streams;
  }

  @Override
  public void hello(HelloRequest request, StreamObserver<HelloResponse> responses) {
    Unary.answer(responses, port::hello);
  }

  @Override
  public void createSystemReplica(
      CreateSystemReplicaRequest request, StreamObserver<CreateSystemReplicaResponse> responses) {
    Supplier<CreateSystemReplicaResponse> invite =
        () -> {
          if (!port.invite(request)) {
            throw new HalcyonException(
                new Failure.Invalid("this node has a place in a cluster already"));
          }
          return CreateSystemReplicaResponse.getDefaultInstance();
        };
    Unary.answer(responses, invite);
  }

  @Override
  public void register(RegisterRequest request, StreamObserver<RegisterResponse> responses) {
    Unary.answer(responses, () -> port.register(request));
  }

  @Override
  public void introduce(IntroduceRequest request, StreamObserver<IntroduceResponse> responses) {
    Unary.answer(responses, () -> port.introduce(request));
  }

  @Override
  public void activate(ActivateRequest request, StreamObserver<ActivateResponse> responses) {
    Unary.answer(responses, () -> port.activate(request));
  }

  @Override
  public void renewLease(RenewLeaseRequest request, StreamObserver<RenewLeaseResponse> responses) {
    Unary.answer(responses, () -> port.renewLease(request));
  }

  @Override
  public void leave(LeaveRequest request, StreamObserver<LeaveResponse> responses) {
    Unary.answer(responses, () -> port.leave(request));
  }

  @Override
  public void watchCluster(WatchClusterRequest request, StreamObserver<ClusterState> responses) {
    ServerCallStreamObserver<ClusterState> stream =
        (ServerCallStreamObserver<ClusterState>) responses;
    OpenStreams.Outgoing<ClusterState> outgoing = streams.open(stream);
    LatestState latest = new LatestState(outgoing);
    stream.setOnReadyHandler(latest::send);
    Runnable unsubscribe = port.view().listen(latest::offer);
    Runnable stop =
        () -> {
          unsubscribe.run();
          streams.ended(outgoing);
        };
    stream.setOnCloseHandler(stop);
    stream.setOnCancelHandler(stop);
  }

  /// Sends states one after the other; a slow reader skips to the newest, so nothing piles up.
  private static final class LatestState {
    private final OpenStreams.Outgoing<ClusterState> stream;
    // Guarded by this object's lock.
    private long sentVersion;
    private ClusterState newest = ClusterState.getDefaultInstance();

    LatestState(OpenStreams.Outgoing<ClusterState> stream) {
      this.stream = stream;
    }

    synchronized void offer(ClusterState state) {
      newest = state;
      send();
    }

    private synchronized void send() {
      if (newest.getVersion() > sentVersion && stream.ready()) {
        sentVersion = newest.getVersion();
        stream.send(newest);
      }
    }
  }
}
