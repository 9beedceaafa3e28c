package io.halcyon.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects a client's settings, beginning with {@link ClientConfig#DEFAULT}; not thread-safe.
public final class ClientBuilder {
  private final List<String> addresses = new ArrayList<>();
  private Duration timeout = ClientConfig.DEFAULT.timeout();
  private RetryPolicy retry = ClientConfig.DEFAULT.retry();
  private int connectionsPerRouter = ClientConfig.DEFAULT.connectionsPerRouter();
  private int outstandingMax = ClientConfig.DEFAULT.outstandingMax();
  private int eventLoops = ClientConfig.DEFAULT.eventLoops();

  ClientBuilder() {}

  /// Adds routers, `host:port` each; without any it is {@link ClientConfig#DEFAULT}'s.
  public ClientBuilder addresses(String... more) {
    addresses.addAll(Arrays.asList(more));
    return this;
  }

  /// Sets the timeout of each call, retries included.
  public ClientBuilder timeout(Duration perCall) {
    timeout = perCall;
    return this;
  }

  public ClientBuilder retry(RetryPolicy policy) {
    retry = policy;
    return this;
  }

  public ClientBuilder connectionsPerRouter(int connections) {
    connectionsPerRouter = connections;
    return this;
  }

  /// Sets how many calls may be under way at a time.
  public ClientBuilder outstandingMax(int calls) {
    outstandingMax = calls;
    return this;
  }

  public ClientBuilder eventLoops(int threads) {
    eventLoops = threads;
    return this;
  }

  /// Connects in the background.
  ///
  /// @throws IllegalArgumentException if a setting is out of its range
  public HalcyonClient build() {
    return HalcyonClient.connect(
        new ClientConfig(
            addresses.isEmpty() ? ClientConfig.DEFAULT.addresses() : addresses,
            timeout,
            retry,
            connectionsPerRouter,
            outstandingMax,
            eventLoops));
  }
}
