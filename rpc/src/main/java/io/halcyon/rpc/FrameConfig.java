package io.halcyon.rpc;

import java.time.Duration;

/// Settings of the client side of a batching stream, prefix `rpc.frame`.
///
/// @param frameBytes a frame is sent when it has reached this size, in bytes; one operation may
///   make it longer
/// @param frameOps most operations in a frame
/// @param outstandingOpsMax most operations queued or unanswered on one connection
/// @param outstandingBytesMax most bytes of their bodies
/// @param connectTimeout how long one attempt to connect may take
/// @param backoffMin first pause after a failed attempt; doubles with each, jittered
/// @param backoffMax longest pause
/// @param silenceMax how long nothing may be heard of a server before its stream is given up; it is
///   pinged meanwhile
public record FrameConfig(
    int frameBytes,
    int frameOps,
    int outstandingOpsMax,
    long outstandingBytesMax,
    Duration connectTimeout,
    Duration backoffMin,
    Duration backoffMax,
    Duration silenceMax) {
  public static final FrameConfig DEFAULT =
      new FrameConfig(
          1024 * 1024,
          4096,
          65_536,
          64L * 1024 * 1024,
          Duration.ofSeconds(2),
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3));

  /// Largest body of one operation, in bytes: the room left in the largest frame over `frameBytes`.
  public static final int OP_BYTES_MAX = 4 * 1024 * 1024;

  public FrameConfig {
    if (frameBytes < 1 || frameBytes > FrameMethods.FRAME_BYTES_MAX - OP_BYTES_MAX) {
      throw new IllegalArgumentException("rpc.frame.frame-bytes out of range: " + frameBytes);
    }
    if (frameOps < 1) {
      throw new IllegalArgumentException("rpc.frame.frame-ops must be at least 1: " + frameOps);
    }
    if (outstandingOpsMax < 1) {
      throw new IllegalArgumentException(
          "rpc.frame.outstanding-ops-max must be at least 1: " + outstandingOpsMax);
    }
    if (outstandingBytesMax < OP_BYTES_MAX) {
      throw new IllegalArgumentException(
          "rpc.frame.outstanding-bytes-max must be at least 4 MiB: " + outstandingBytesMax);
    }
    if (!connectTimeout.isPositive() || !backoffMin.isPositive()) {
      throw new IllegalArgumentException(
          "rpc.frame.connect-timeout and backoff-min must be positive");
    }
    if (silenceMax.compareTo(Duration.ofMillis(30)) < 0) {
      throw new IllegalArgumentException(
          "rpc.frame.silence-max must be at least 30 ms: " + silenceMax);
    }
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "rpc.frame.backoff-max " + backoffMax + " is below backoff-min " + backoffMin);
    }
  }
}
