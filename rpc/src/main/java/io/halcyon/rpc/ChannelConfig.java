package io.halcyon.rpc;

import java.time.Duration;

/// Settings of a channel to a server, prefix `rpc.channel`.
///
/// @param messageBytesMax largest message accepted, in bytes
/// @param keepAlive how long a silent connection with calls under way may last before it is probed
/// @param keepAliveTimeout how long the probe may stay unanswered before the connection is given up
public record ChannelConfig(int messageBytesMax, Duration keepAlive, Duration keepAliveTimeout) {
  public static final ChannelConfig DEFAULT =
      new ChannelConfig(
          FrameMethods.FRAME_BYTES_MAX + 1024, Duration.ofSeconds(10), Duration.ofSeconds(5));

  public ChannelConfig {
    if (messageBytesMax < 1024) {
      throw new IllegalArgumentException(
          "rpc.channel.message-bytes-max must be at least 1024: " + messageBytesMax);
    }
    if (!keepAlive.isPositive() || !keepAliveTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "rpc.channel.keep-alive and keep-alive-timeout must be positive");
    }
  }
}
