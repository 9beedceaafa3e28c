package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.value.Batch;
import java.util.List;

/// Takes rows for a table, in bounded memory.
public interface RowSink {
  /// Returns the columns to give, in order.
  List<OutputColumn> columns();

  /// Takes rows.
  void add(Batch rows);

  /// All rows have been given. Returns how many there were.
  long finish();
}
