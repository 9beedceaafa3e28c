package io.halcyon.cli.admin.rpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.AdminGrpc;
import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.GetClusterRequest;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.TransferLeaderRequest;
import io.halcyon.proto.v1.UndrainNodeRequest;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Calls the Admin service of the first of several routers that answers.
///
/// Every method may throw {@link HalcyonException}. Thread-safe.
public final class AdminConnection implements AutoCloseable {
  private final EventLoops loops = EventLoops.start(1);
  private final List<ManagedChannel> channels;
  private final Duration timeout;

  /// @param routers `host:port` each, at least one
  /// @throws IllegalArgumentException if one is not of that form
  public AdminConnection(List<String> routers, Duration timeout) {
    this.timeout = timeout;
    this.channels = routers.stream().map(router -> Channels.open(router, loops)).toList();
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
    Failure last = new Failure.Unavailable("no router given");
    for (ManagedChannel channel : channels) {
      try {
        return call.apply(
            AdminGrpc.newBlockingStub(channel)
                .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
      } catch (StatusRuntimeException e) {
        Failure failure = Failures.fromException(e);
        last = failure;
        if (!(failure instanceof Failure.Unavailable)) {
          throw new HalcyonException(failure, e);
        }
      }
    }
    throw new HalcyonException(last);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    loops.close();
  }
}
