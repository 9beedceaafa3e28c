package io.halcyon.router.rpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.AdminGrpc;
import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.DrainNodeResponse;
import io.halcyon.proto.v1.GetClusterRequest;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.TransferLeaderRequest;
import io.halcyon.proto.v1.TransferLeaderResponse;
import io.halcyon.proto.v1.UndrainNodeRequest;
import io.halcyon.proto.v1.UndrainNodeResponse;
import io.halcyon.router.admin.ClusterAdmin;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The public Admin service. Blocks: each call on a virtual thread of its own.
final class AdminService extends AdminGrpc.AdminImplBase {
  private final ClusterAdmin admin;
  private final Duration timeoutDefault;

  AdminService(ClusterAdmin admin, Duration timeoutDefault) {
    this.admin = admin;
    this.timeoutDefault = timeoutDefault;
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> observer) {
    answer(observer, admin::cluster);
  }

  @Override
  public void drainNode(DrainNodeRequest request, StreamObserver<DrainNodeResponse> observer) {
    answer(observer, () -> admin.drain(request, timeout()));
  }

  @Override
  public void undrainNode(
      UndrainNodeRequest request, StreamObserver<UndrainNodeResponse> observer) {
    answer(observer, () -> admin.undrain(request, timeout()));
  }

  @Override
  public void transferLeader(
      TransferLeaderRequest request, StreamObserver<TransferLeaderResponse> observer) {
    answer(observer, () -> admin.transfer(request, timeout()));
  }

  private static <R> void answer(StreamObserver<R> observer, Supplier<R> work) {
    R response;
    try {
      response = work.get();
    } catch (HalcyonException e) {
      observer.onError(Failures.exception(e.failure()));
      return;
    }
    observer.onNext(response);
    observer.onCompleted();
  }

  private Duration timeout() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? timeoutDefault
        : Duration.ofNanos(Math.max(1, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }
}
