package io.halcyon.sql.statistics;

import org.jspecify.annotations.Nullable;

/// Where the statistics of tables are found. Thread-safe.
@FunctionalInterface
public interface KnownStatistics {
  /// Nothing is known of any table.
  KnownStatistics NONE = _ -> null;

  /// Returns what is known of a table; null if it was never analyzed.
  @Nullable TableStatistics of(long table);
}
