package io.halcyon.router.pgwire;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of SQL over the PostgreSQL protocol, prefix `router.postgres`.
///
/// @param enabled whether it is served
/// @param connectionsMax connections at a time, at most
/// @param messageBytesMax bytes of one message of a client, at most
/// @param startupTimeout how long a client may take to say who it is
@Describe("SQL over the PostgreSQL protocol.")
public record PostgresConfig(
    @Describe("Whether SQL is served over the PostgreSQL protocol.") boolean enabled,
    @Describe("Connections at a time, at most; more are refused (53300).") int connectionsMax,
    @Describe("Bytes of one message of a client, at most.") int messageBytesMax,
    @Describe("How long a client may take to say who it is.") Duration startupTimeout) {
  public static final PostgresConfig DEFAULT =
      new PostgresConfig(true, 1_000, 64 << 20, Duration.ofSeconds(10));

  public PostgresConfig {
    if (connectionsMax < 1) {
      throw new IllegalArgumentException(
          "router.postgres.connections-max must be positive: " + connectionsMax);
    }
    if (messageBytesMax < 1 << 16) {
      throw new IllegalArgumentException(
          "router.postgres.message-bytes-max must be at least 64 KiB: " + messageBytesMax);
    }
    if (startupTimeout.isNegative() || startupTimeout.isZero()) {
      throw new IllegalArgumentException(
          "router.postgres.startup-timeout must be positive: " + startupTimeout);
    }
  }
}
