package io.halcyon.rpc;

/// Settings of the server side of batching streams, prefix `rpc.server.frame`.
///
/// @param frameBytes a frame of answers is sent when it has reached this size, in bytes
/// @param frameOps most answers in a frame
/// @param inFlightOpsMax most unanswered operations of one stream; more are answered `Overloaded`
/// @param inFlightBytesMax most bytes of bodies of unanswered operations of one stream
/// @param retryAfterMillis what an overloaded stream asks its peer to wait
public record FrameServerConfig(
    int frameBytes, int frameOps, int inFlightOpsMax, long inFlightBytesMax, int retryAfterMillis) {
  public static final FrameServerConfig DEFAULT =
      new FrameServerConfig(1024 * 1024, 4096, 65_536, 64L * 1024 * 1024, 50);

  public FrameServerConfig {
    if (frameBytes < 1 || frameBytes > FrameMethods.FRAME_BYTES_MAX / 2) {
      throw new IllegalArgumentException(
          "rpc.server.frame.frame-bytes out of range: " + frameBytes);
    }
    if (frameOps < 1 || inFlightOpsMax < 1 || inFlightBytesMax < 1 || retryAfterMillis < 0) {
      throw new IllegalArgumentException(
          "rpc.server.frame: frame-ops, in-flight-ops-max and in-flight-bytes-max must be at least"
              + " 1, retry-after-millis at least 0");
    }
  }
}
