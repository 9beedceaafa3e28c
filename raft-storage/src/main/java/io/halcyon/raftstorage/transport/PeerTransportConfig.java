package io.halcyon.raftstorage.transport;

import java.time.Duration;

/// Settings of the transport between nodes, prefix `node.peer`.
///
/// @param eventLoops threads that carry all peers; one is best on few cores
/// @param frameBytesMax largest frame sent or accepted, which bounds a message
/// @param frameBytesTarget a frame is closed once it has this size; larger messages go alone
/// @param queueBytesMax what may wait for one peer; more is refused
/// @param inboundBytesMax requests of one connection in progress; beyond, reading pauses
/// @param reconnectMin first wait before dialling again
/// @param reconnectMax longest wait before dialling again
/// @param handshakeTimeout longest time from dialling to being connected
/// @param keepAlive an idle connection carries a clock reading this often, each way
/// @param silenceMax a connection that brought nothing for so long is closed
/// @param clockAnswerDelay how long a receiver waits for other traffic to carry the clock reading
///   that a frame asked for, before it sends one by itself; zero answers at the end of the turn
public record PeerTransportConfig(
    int eventLoops,
    int frameBytesMax,
    int frameBytesTarget,
    long queueBytesMax,
    long inboundBytesMax,
    Duration reconnectMin,
    Duration reconnectMax,
    Duration handshakeTimeout,
    Duration keepAlive,
    Duration silenceMax,
    Duration clockAnswerDelay) {
  public static final PeerTransportConfig DEFAULT =
      new PeerTransportConfig(
          1,
          16 << 20,
          256 << 10,
          64L << 20,
          64L << 20,
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ZERO);

  public PeerTransportConfig {
    atLeast("event-loops", eventLoops, 1);
    atLeast("frame-bytes-target", frameBytesTarget, 1024);
    atLeast("frame-bytes-max", frameBytesMax, frameBytesTarget);
    atLeast("queue-bytes-max", queueBytesMax, frameBytesMax);
    atLeast("inbound-bytes-max", inboundBytesMax, frameBytesMax);
    atLeast("reconnect-min", reconnectMin.toMillis(), 1);
    atLeast("reconnect-max", reconnectMax.toMillis(), reconnectMin.toMillis());
    atLeast("handshake-timeout", handshakeTimeout.toMillis(), 10);
    atLeast("keep-alive", keepAlive.toMillis(), 10);
    atLeast("silence-max", silenceMax.toMillis(), 2 * keepAlive.toMillis());
    atLeast("clock-answer-delay", clockAnswerDelay.toNanos(), 0);
  }

  private static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "node.peer." + key + " must be at least " + least + ": " + value);
    }
  }
}
