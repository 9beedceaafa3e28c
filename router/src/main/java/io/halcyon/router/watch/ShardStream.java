package io.halcyon.router.watch;

/// An open stream of one shard's changes. Thread-safe; neither method blocks.
public interface ShardStream {
  /// Allows the shard to send this many more messages.
  void request(int count);

  /// Ends the stream; calls of its listener that are under way may still arrive.
  void cancel();
}
