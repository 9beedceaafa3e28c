package io.halcyon.node.watch;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.WatchResponse;

/// Where a watch's changes go. Calls come one at a time, on background threads.
public interface WatchSink {
  /// Returns whether another message may be sent without piling up.
  boolean ready();

  void send(WatchResponse message);

  /// Ends the watch; the receiver may resume from the last resolved timestamp.
  void fail(Failure failure);
}
