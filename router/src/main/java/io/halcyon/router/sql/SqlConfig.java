package io.halcyon.router.sql;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of SQL, prefix `router.sql`.
///
/// @param sessionsMax sessions over gRPC at a time, at most
/// @param statementBytesMax bytes of rows that one statement may keep in memory, at most
/// @param catalogLease for how long transactions go by this router's copy of the catalog
@Describe("SQL, however it is asked for.")
public record SqlConfig(
    @Describe("Sessions over gRPC at a time, at most; more are refused (Overloaded).")
        int sessionsMax,
    @Describe("Bytes of rows that one statement may keep in memory, at most (53200).")
        long statementBytesMax,
    @Describe(
            "For how long transactions go by this router's copy of the catalog without looking; a"
                + " change of the schema waits for that long at most. 0s: they look each time.")
        Duration catalogLease) {
  private static final Duration LEASE_MAX = Duration.ofMinutes(1);

  public static final SqlConfig DEFAULT = new SqlConfig(1_000, 256L << 20, Duration.ofSeconds(2));

  public SqlConfig {
    if (sessionsMax < 1) {
      throw new IllegalArgumentException(
          "router.sql.sessions-max must be positive: " + sessionsMax);
    }
    if (statementBytesMax < 1 << 20) {
      throw new IllegalArgumentException(
          "router.sql.statement-bytes-max must be at least 1 MiB: " + statementBytesMax);
    }
    if (catalogLease.isNegative() || catalogLease.compareTo(LEASE_MAX) > 0) {
      throw new IllegalArgumentException(
          "router.sql.catalog-lease must be between 0s and 1m: " + catalogLease);
    }
  }
}
