package io.halcyon.node.rpc;

import io.grpc.stub.StreamObserver;
import io.halcyon.proto.v1.AdminGrpc;
import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.DrainNodeResponse;
import io.halcyon.proto.v1.GetClusterRequest;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.TransferLeaderRequest;
import io.halcyon.proto.v1.TransferLeaderResponse;
import io.halcyon.proto.v1.UndrainNodeRequest;
import io.halcyon.proto.v1.UndrainNodeResponse;

/// Serves `halcyon.v1.Admin` for this node. Calls may block.
public final class AdminService extends AdminGrpc.AdminImplBase {
  /// What an operator may ask of a node; calls throw `HalcyonException`.
  public interface Host {
    GetClusterResponse cluster();

    /// Marks a node as draining and, if it is this one, moves its leaders away.
    int drain(long node);

    void undrain(long node);

    void transferLeader(int shard, long target);
  }

  private final Host host;

  public AdminService(Host host) {
    this.host = host;
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> responses) {
    Unary.answer(responses, host::cluster);
  }

  @Override
  public void drainNode(DrainNodeRequest request, StreamObserver<DrainNodeResponse> responses) {
    Unary.answer(
        responses,
        () ->
            DrainNodeResponse.newBuilder().setLeadersMoved(host.drain(request.getNode())).build());
  }

  @Override
  public void undrainNode(
      UndrainNodeRequest request, StreamObserver<UndrainNodeResponse> responses) {
    Unary.answer(
        responses,
        () -> {
          host.undrain(request.getNode());
          return UndrainNodeResponse.getDefaultInstance();
        });
  }

  @Override
  public void transferLeader(
      TransferLeaderRequest request, StreamObserver<TransferLeaderResponse> responses) {
    Unary.answer(
        responses,
        () -> {
          host.transferLeader(request.getShard(), request.getTargetNode());
          return TransferLeaderResponse.getDefaultInstance();
        });
  }
}
