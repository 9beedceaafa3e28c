package io.halcyon.sql.access;

import io.halcyon.sql.value.Batch;
import org.jspecify.annotations.Nullable;

/// Rows, a batch at a time. Owned by one thread.
public interface BatchSource extends AutoCloseable {
  /// Returns more rows, at least one; null when there are no more.
  @Nullable Batch next();

  /// Gives back what it holds; twice is harmless.
  @Override
  void close();
}
