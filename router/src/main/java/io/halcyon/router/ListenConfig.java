package io.halcyon.router;

import io.halcyon.core.config.Describe;

/// Where a router listens, prefix `router.listen`.
///
/// @param host address to bind
/// @param grpcPort 0 takes a free one
/// @param httpPort 0 takes a free one
/// @param postgresPort 0 takes a free one
@Describe("Where the router listens.")
public record ListenConfig(
    @Describe("Address to bind.") String host,
    @Describe("Port of the gRPC server; 0 takes a free one.") int grpcPort,
    @Describe("Port of the HTTP server (metrics, health); 0 takes a free one.") int httpPort,
    @Describe("Port of the PostgreSQL protocol; 0 takes a free one.") int postgresPort) {
  public static final ListenConfig DEFAULT = new ListenConfig("127.0.0.1", 7400, 7480, 7432);

  private static final int PORT_MAX = 65_535;

  public ListenConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("router.listen.host must not be empty");
    }
    if (grpcPort < 0 || grpcPort > PORT_MAX) {
      throw new IllegalArgumentException("router.listen.grpc-port is not a port: " + grpcPort);
    }
    if (httpPort < 0 || httpPort > PORT_MAX) {
      throw new IllegalArgumentException("router.listen.http-port is not a port: " + httpPort);
    }
    if (postgresPort < 0 || postgresPort > PORT_MAX) {
      throw new IllegalArgumentException(
          "router.listen.postgres-port is not a port: " + postgresPort);
    }
  }
}
