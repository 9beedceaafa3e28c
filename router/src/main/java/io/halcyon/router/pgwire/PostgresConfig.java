package io.halcyon.router.pgwire;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of SQL over the PostgreSQL protocol, prefix `router.postgres`.
///
/// @param enabled whether it is served
/// @param connectionsMax connections at a time, at most
/// @param messageBytesMax bytes of one message of a client, at most
/// @param startupTimeout how long a client may take to say who it is
/// @param statementBytesMax bytes of rows that one statement may keep in memory, at most
/// @param catalogLease for how long transactions go by this router's copy of the catalog
@Describe("SQL over the PostgreSQL protocol.")
public record PostgresConfig(
    @Describe("Whether SQL is served over the PostgreSQL protocol.") boolean enabled,
    @Describe("Connections at a time, at most; more are refused (53300).") int connectionsMax,
    @Describe("Bytes of one message of a client, at most.") int messageBytesMax,
    @Describe("How long a client may take to say who it is.") Duration startupTimeout,
    @Describe("Bytes of rows that one statement may keep in memory, at most (53200).")
        long statementBytesMax,
    @Describe(
            "For how long transactions go by this router's copy of the catalog without looking; a"
                + " change of the schema waits for that long at most. 0s: they look each time.")
        Duration catalogLease) {
  private static final Duration LEASE_MAX = Duration.ofMinutes(1);

  public static final PostgresConfig DEFAULT =
      new PostgresConfig(
          true, 1_000, 64 << 20, Duration.ofSeconds(10), 256L << 20, Duration.ofSeconds(2));

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
    if (statementBytesMax < 1 << 20) {
      throw new IllegalArgumentException(
          "router.postgres.statement-bytes-max must be at least 1 MiB: " + statementBytesMax);
    }
    if (catalogLease.isNegative() || catalogLease.compareTo(LEASE_MAX) > 0) {
      throw new IllegalArgumentException(
          "router.postgres.catalog-lease must be between 0s and 1m: " + catalogLease);
    }
  }
}
