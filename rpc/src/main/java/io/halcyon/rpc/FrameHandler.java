package io.halcyon.rpc;

import io.halcyon.core.wire.OpRequest;

/// Serves the operations of one stream. {@link FrameServer} asks its factory for one per stream.
///
/// Except for {@link #hlc}, all methods are called by the stream's event loop, one at a time, and
/// must not block.
public interface FrameHandler {
  /// Serves one operation; the answer goes to `responder`, now or later, from any thread.
  ///
  /// The request's buffer is the received frame: shared by its operations, never changed, and kept
  /// alive as long as someone refers to it.
  void handle(OpRequest request, Responder responder);

  /// Called after the last operation of each frame: what was collected from it may now leave.
  void frameEnd();

  /// Returns the HLC to send with the next frame of answers, 0 for none. Called just before the
  /// frame leaves, after all its answers were given.
  long hlc();

  /// Merges a frame's HLC, before its operations are handled.
  ///
  /// @return false if it is too far ahead: then none of the frame's operations is handled, each is
  ///   answered with `ClockSkew`
  boolean mergeHlc(long hlc);

  /// Called once when the stream has ended, for whatever reason; later answers go nowhere.
  default void closed() {}

  /// Makes the handler of each new stream.
  @FunctionalInterface
  interface Factory {
    FrameHandler open();
  }
}
