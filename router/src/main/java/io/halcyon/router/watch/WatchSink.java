package io.halcyon.router.watch;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.WatchResponse;

/// The client's end of a watch. Called by the watch's event loop only.
public interface WatchSink {
  /// Returns whether the client takes more without buffering.
  boolean ready();

  void send(WatchResponse message);

  void end(Failure failure);
}
