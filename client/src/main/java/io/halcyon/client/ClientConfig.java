package io.halcyon.client;

import java.time.Duration;
import java.util.List;

/// Settings of a client.
///
/// @param addresses of routers, `host:port` each; the client uses one at a time, so that its
///   operations share batches, and turns to another when that fails
/// @param timeout of each call, retries included
/// @param connectionsPerRouter more than 1 only helps where one core of the router is not enough
/// @param outstandingMax most unanswered calls; more fail with `Overloaded`
/// @param eventLoops threads of the client
public record ClientConfig(
    List<String> addresses,
    Duration timeout,
    RetryPolicy retry,
    int connectionsPerRouter,
    int outstandingMax,
    int eventLoops) {
  private static final Duration TIMEOUT_MAX = Duration.ofHours(1); // before DEFAULT, which needs it

  public static final ClientConfig DEFAULT =
      new ClientConfig(
          List.of("127.0.0.1:7400"), Duration.ofSeconds(10), RetryPolicy.DEFAULT, 1, 50_000, 1);

  public ClientConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a client needs at least one address");
    }
    requireTimeout(timeout);
    if (connectionsPerRouter < 1 || connectionsPerRouter > 64) {
      throw new IllegalArgumentException(
          "connectionsPerRouter must be 1 to 64: " + connectionsPerRouter);
    }
    if (outstandingMax < 1) {
      throw new IllegalArgumentException("outstandingMax must be at least 1: " + outstandingMax);
    }
    if (eventLoops < 1) {
      throw new IllegalArgumentException("eventLoops must be at least 1: " + eventLoops);
    }
  }

  static Duration requireTimeout(Duration timeout) {
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException("timeout must be 1 ms to 1 h: " + timeout);
    }
    return timeout;
  }
}
