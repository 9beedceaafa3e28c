package io.halcyon.sql.session;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.engine.Rows;
import io.halcyon.sql.value.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a query, taken a few at a time. Owned by the session's thread.
public final class Cursor implements AutoCloseable {
  private final Rows rows;
  private @Nullable Batch rest;
  private long returned;
  private boolean over;

  public Cursor(Rows rows) {
    this.rows = rows;
  }

  public List<OutputColumn> columns() {
    return rows.columns();
  }

  /// Returns the next rows.
  ///
  /// @param most how many at most
  /// @return null if there are no more
  public @Nullable Batch next(long most) {
    Batch batch = rest;
    rest = null;
    if (batch == null) {
      batch = over ? null : rows.next();
    }
    if (batch == null) {
      over = true;
      return null;
    }
    if (batch.size() > most) {
      int size = (int) most;
      rest = part(batch, size, batch.size());
      batch = part(batch, 0, size);
    }
    returned += batch.size();
    return batch;
  }

  private static Batch part(Batch batch, int from, int to) {
    int[] kept = new int[to - from];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = from + i;
    }
    return batch.select(kept, kept.length);
  }

  /// Returns the command tag of what has been returned.
  public String tag() {
    return rows.tag(returned);
  }

  @Override
  public void close() {
    over = true;
    rest = null;
    rows.close();
  }
}
