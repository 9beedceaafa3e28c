package io.halcyon.sql.statistics;

import java.util.Map;

/// What `ANALYZE` has found of a table.
///
/// @param rows how many there were
/// @param columns by the columns' ids; those that were not looked at are absent
public record TableStatistics(long rows, Map<Integer, ColumnStatistics> columns) {
  public TableStatistics {
    columns = Map.copyOf(columns);
  }
}
