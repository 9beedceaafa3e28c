package io.halcyon.rpc;

import java.net.InetSocketAddress;
import java.time.Duration;

/// Settings of a gRPC server, prefix `rpc.server`.
///
/// @param address to bind; port 0 takes a free one
/// @param messageBytesMax largest message accepted, in bytes
/// @param keepAlive how long a silent connection may last before it is probed
/// @param closeGrace how long calls under way may take to end at shutdown
/// @param callsPerConnectionMax most concurrent calls of one connection
public record RpcServerConfig(
    InetSocketAddress address,
    int messageBytesMax,
    Duration keepAlive,
    Duration closeGrace,
    int callsPerConnectionMax) {

  public RpcServerConfig {
    if (messageBytesMax < 1024) {
      throw new IllegalArgumentException(
          "rpc.server.message-bytes-max must be at least 1024: " + messageBytesMax);
    }
    if (!keepAlive.isPositive() || closeGrace.isNegative() || callsPerConnectionMax < 1) {
      throw new IllegalArgumentException(
          "rpc.server: keep-alive and calls-per-connection-max must be positive, close-grace not"
              + " negative");
    }
  }

  /// Returns the defaults for an address.
  public static RpcServerConfig at(InetSocketAddress address) {
    return new RpcServerConfig(
        address,
        FrameMethods.FRAME_BYTES_MAX + 1024,
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        10_000);
  }
}
