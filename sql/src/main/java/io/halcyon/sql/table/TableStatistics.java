package io.halcyon.sql.table;

/// What is known of how many rows there are. Thread-safe.
public interface TableStatistics {
  /// What is assumed of a table that nobody has counted.
  TableStatistics UNKNOWN = (_, _) -> 1_000;

  /// Returns about how many rows a table has; at least 1.
  ///
  /// @param version of the table
  double rows(long table, long version);
}
