package io.halcyon.router.watch;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.internal.v1.WatchShardRequest;
import io.halcyon.proto.v1.WatchResponse;

/// Opens streams of shards' changes on nodes.
@FunctionalInterface
public interface ShardStreams {
  /// Opens a stream. Nothing arrives before {@link ShardStream#request}.
  ///
  /// @param address of the node, `host:port`
  ShardStream open(String address, WatchShardRequest request, Listener listener);

  /// Receives a stream's messages, then exactly one end; on event loops, one call at a time.
  interface Listener {
    void message(WatchResponse message);

    void ended(Failure failure);
  }
}
