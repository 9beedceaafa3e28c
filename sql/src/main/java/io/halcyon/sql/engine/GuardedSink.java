package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.value.Batch;
import java.util.List;

/// A sink whose failures are errors of SQL.
record GuardedSink(StoredSession session, RowSink sink) implements RowSink {
  @Override
  public List<OutputColumn> columns() {
    return sink.columns();
  }

  @Override
  public void add(Batch rows) {
    var _ =
        session.guarded(() -> {
          sink.add(rows);
          return true;
        });
  }

  @Override
  public long finish() {
    return session.guarded(sink::finish);
  }
}
