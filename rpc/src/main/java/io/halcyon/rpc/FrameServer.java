package io.halcyon.rpc;

import io.grpc.ServerServiceDefinition;

/// Binds frame handlers as gRPC pipeline methods: adaptive batching of the answers, flow control,
/// and a bound on what one stream may have in flight (beyond it: `Overloaded`).
///
/// Thread-safe.
public final class FrameServer {
  private final FrameServerConfig config;
  private final EventLoops loops;

  public FrameServer(FrameServerConfig config, EventLoops loops) {
    this.config = config;
    this.loops = loops;
  }

  /// Returns the generated service with its Pipeline method replaced by one that serves frames.
  ///
  /// @throws IllegalArgumentException if the service has no such method
  public ServerServiceDefinition bind(
      ServerServiceDefinition generated, FrameHop hop, FrameHandler.Factory handlers) {
    throw new UnsupportedOperationException();
  }

  /// Takes no more operations: new ones are answered `Unavailable`, and each stream ends when what
  /// it has in flight has been answered. Returns at once.
  public void drain() {}
}
