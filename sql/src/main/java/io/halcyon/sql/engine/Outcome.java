package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.value.Batch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a statement has come to that is done: its tag, and perhaps rows.
public final class Outcome implements Rows {
  private final String tag;
  private final List<OutputColumn> columns;
  private final Deque<Batch> batches;

  private Outcome(String tag, List<OutputColumn> columns, List<Batch> batches) {
    this.tag = tag;
    this.columns = columns;
    this.batches = new ArrayDeque<>(batches);
  }

  /// Returns the outcome of a statement without rows.
  public static Outcome of(String tag) {
    return new Outcome(tag, List.of(), List.of());
  }

  static Outcome of(String tag, List<OutputColumn> columns, List<Batch> batches) {
    return new Outcome(tag, columns, batches);
  }

  @Override
  public List<OutputColumn> columns() {
    return columns;
  }

  @Override
  public @Nullable Batch next() {
    return batches.poll();
  }

  @Override
  public String tag(long returned) {
    return tag;
  }

  @Override
  public void close() {
    batches.clear();
  }
}
