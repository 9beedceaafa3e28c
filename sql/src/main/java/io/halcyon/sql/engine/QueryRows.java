package io.halcyon.sql.engine;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.value.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a query.
record QueryRows(List<OutputColumn> columns, BatchSource source) implements Rows {
  @Override
  public @Nullable Batch next() {
    return source.next();
  }

  @Override
  public String tag(long returned) {
    return "SELECT " + returned;
  }

  @Override
  public void close() {
    source.close();
  }
}
