package io.halcyon.cli.admin.rpc;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.AdminGrpc;
import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.GetClusterRequest;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.TransferLeaderRequest;
import io.halcyon.proto.v1.UndrainNodeRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Calls the Admin service of the first of several routers that answers.
///
/// Every method may throw {@link HalcyonException}. Thread-safe.
public final class AdminConnection implements AutoCloseable {
  private final RouterCalls calls;

  /// @param routers `host:port` each, at least one
  /// @throws IllegalArgumentException if one is not of that form
  public AdminConnection(List<String> routers, Duration timeout) {
    this.calls = new RouterCalls(routers, timeout);
  }

  public GetClusterResponse cluster() {
    return call(stub -> stub.getCluster(GetClusterRequest.getDefaultInstance()));
  }

  /// Moves leadership away from a node and keeps it away.
  ///
  /// @return how many leaders were moved
  public int drain(long node) {
    DrainNodeRequest request = DrainNodeRequest.newBuilder().setNode(node).build();
    return call(stub -> stub.drainNode(request)).getLeadersMoved();
  }

  public void undrain(long node) {
    UndrainNodeRequest request = UndrainNodeRequest.newBuilder().setNode(node).build();
    call(stub -> stub.undrainNode(request));
  }

  public void transferLeader(int shard, long node) {
    TransferLeaderRequest request =
        TransferLeaderRequest.newBuilder().setShard(shard).setTargetNode(node).build();
    call(stub -> stub.transferLeader(request));
  }

  private <T> T call(Function<AdminGrpc.AdminBlockingStub, T> call) {
    return calls.call(AdminGrpc::newBlockingStub, call);
  }

  @Override
  public void close() {
    calls.close();
  }
}
