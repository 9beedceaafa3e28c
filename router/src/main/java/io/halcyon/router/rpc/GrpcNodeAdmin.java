package io.halcyon.router.rpc;

import io.grpc.StatusRuntimeException;
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
import io.halcyon.router.admin.NodeAdmin;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Calls one node's Admin service. Blocks; not for event loops.
record GrpcNodeAdmin(NodeChannels channels, String address) implements NodeAdmin {
  @Override
  public GetClusterResponse cluster(Duration timeout) {
    return call(timeout, stub -> stub.getCluster(GetClusterRequest.getDefaultInstance()));
  }

  @Override
  public DrainNodeResponse drain(DrainNodeRequest request, Duration timeout) {
    return call(timeout, stub -> stub.drainNode(request));
  }

  @Override
  public UndrainNodeResponse undrain(UndrainNodeRequest request, Duration timeout) {
    return call(timeout, stub -> stub.undrainNode(request));
  }

  @Override
  public TransferLeaderResponse transfer(TransferLeaderRequest request, Duration timeout) {
    return call(timeout, stub -> stub.transferLeader(request));
  }

  private <R> R call(Duration timeout, Function<AdminGrpc.AdminBlockingStub, R> method) {
    try {
      return method.apply(
          AdminGrpc.newBlockingStub(channels.to(address))
              .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (StatusRuntimeException e) {
      throw new HalcyonException(Failures.fromException(e), e);
    }
  }
}
