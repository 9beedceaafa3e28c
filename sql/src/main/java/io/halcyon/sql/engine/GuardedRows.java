package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.value.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows whose failures are errors of SQL.
record GuardedRows(StoredSession session, Rows rows) implements Rows {
  @Override
  public List<OutputColumn> columns() {
    return rows.columns();
  }

  /// Wraps null, which a supplier may not give.
  private record Next(@Nullable Batch batch) {}

  @Override
  public @Nullable Batch next() {
    return session.guarded(() -> new Next(rows.next())).batch();
  }

  @Override
  public String tag(long returned) {
    return rows.tag(returned);
  }

  @Override
  public void close() {
    rows.close();
  }
}
