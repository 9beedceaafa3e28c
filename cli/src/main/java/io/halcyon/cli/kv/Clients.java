package io.halcyon.cli.kv;

import io.halcyon.client.ClientConfig;
import io.halcyon.client.HalcyonClient;
import java.time.Duration;
import java.util.List;

/// Where commands get their client from: each its own, or the shell's.
public interface Clients {
  /// A client for the time of one command.
  ///
  /// @param owned whether it is closed with the command
  record Lease(HalcyonClient client, boolean owned) implements AutoCloseable {
    @Override
    public void close() {
      if (owned) {
        client.close();
      }
    }
  }

  /// @param routers `host:port` each
  /// @throws IllegalArgumentException if one is not of that form
  Lease lease(List<String> routers, Duration timeout);

  /// Connects anew for each command.
  static Clients connecting() {
    return (routers, timeout) -> {
      ClientConfig defaults = ClientConfig.DEFAULT;
      return new Lease(
          HalcyonClient.connect(
              new ClientConfig(
                  routers,
                  timeout,
                  defaults.retry(),
                  defaults.connectionsPerRouter(),
                  defaults.outstandingMax(),
                  defaults.eventLoops())),
          true);
    };
  }

  /// Lends the same client to all commands.
  static Clients shared(HalcyonClient client) {
    return (_, timeout) -> new Lease(client.withTimeout(timeout), false);
  }
}
