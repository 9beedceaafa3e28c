package io.halcyon.client;

import io.halcyon.core.failure.Failure;

/// Told what a watch sees, on a virtual thread of its own: it may block, and then the watch waits.
@FunctionalInterface
public interface WatchListener {
  void changed(WatchBatch batch);

  /// The watch cannot go on (the point to resume from was collected, the request is wrong); not
  /// called when it is closed.
  default void failed(Failure failure) {}
}
