package io.halcyon.raftstorage.transport;

import java.util.concurrent.atomic.LongAdder;

/// What the transport has done since it started; plain counters, read by whoever makes metrics.
public final class PeerCounters {
  final LongAdder framesSent = new LongAdder();
  final LongAdder framesReceived = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder messagesSent = new LongAdder();
  final LongAdder messagesReceived = new LongAdder();
  final LongAdder clockFramesSent = new LongAdder();
  final LongAdder clockFramesReceived = new LongAdder();
  final LongAdder connects = new LongAdder();
  final LongAdder connectFailures = new LongAdder();
  final LongAdder disconnects = new LongAdder();
  final LongAdder handshakesRefused = new LongAdder();
  final LongAdder malformedFrames = new LongAdder();
  final LongAdder clocksRefused = new LongAdder();
  final LongAdder queueFull = new LongAdder();
  final LongAdder overdueRequests = new LongAdder();
  final LongAdder silentConnections = new LongAdder();

  PeerCounters() {}

  /// The counters at one moment, not exactly simultaneous.
  ///
  /// @param messagesSent divided by the frames that are not clock frames: messages per frame
  /// @param clockFramesSent frames that carried nothing but the clock
  /// @param connects successful handshakes of dialled connections, reconnects included
  /// @param queueFull messages refused because a peer's queue was full
  public record Snapshot(
      long framesSent,
      long framesReceived,
      long bytesSent,
      long bytesReceived,
      long messagesSent,
      long messagesReceived,
      long clockFramesSent,
      long clockFramesReceived,
      long connects,
      long connectFailures,
      long disconnects,
      long handshakesRefused,
      long malformedFrames,
      long clocksRefused,
      long queueFull,
      long overdueRequests,
      long silentConnections) {}

  public Snapshot snapshot() {
    return new Snapshot(
        framesSent.sum(),
        framesReceived.sum(),
        bytesSent.sum(),
        bytesReceived.sum(),
        messagesSent.sum(),
        messagesReceived.sum(),
        clockFramesSent.sum(),
        clockFramesReceived.sum(),
        connects.sum(),
        connectFailures.sum(),
        disconnects.sum(),
        handshakesRefused.sum(),
        malformedFrames.sum(),
        clocksRefused.sum(),
        queueFull.sum(),
        overdueRequests.sum(),
        silentConnections.sum());
  }
}
