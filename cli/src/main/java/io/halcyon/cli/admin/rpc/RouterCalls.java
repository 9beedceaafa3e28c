package io.halcyon.cli.admin.rpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Calls the first of several routers that answers. Thread-safe.
final class RouterCalls implements AutoCloseable {
  private final EventLoops loops = EventLoops.start(1);
  private final List<ManagedChannel> channels;
  private final Duration timeout;

  /// @param routers `host:port` each, at least one
  /// @throws IllegalArgumentException if one is not of that form
  RouterCalls(List<String> routers, Duration timeout) {
    this.timeout = timeout;
    this.channels = routers.stream().map(router -> Channels.open(router, loops)).toList();
  }

  /// @throws HalcyonException with the failure of the router that answered, or of the last
  <S extends AbstractBlockingStub<S>, T> T call(Function<Channel, S> stub, Function<S, T> call) {
    Failure last = new Failure.Unavailable("no router given");
    for (ManagedChannel channel : channels) {
      try {
        return call.apply(
            stub.apply(channel).withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
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
