package io.halcyon.sql.access;

import io.halcyon.sql.value.Batch;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Rows, a batch at a time. Owned by one thread.
public interface BatchSource extends AutoCloseable {
  /// Returns more rows, at least one; null when there are no more.
  @Nullable Batch next();

  /// Gives back what it holds; twice is harmless.
  @Override
  void close();

  /// Returns the source of one batch, or of none if it is empty.
  static BatchSource of(Batch rows) {
    return lazily(() -> rows);
  }

  /// Returns the source of batches that are made when they are asked for, none of them empty.
  static BatchSource ofAll(Supplier<List<Batch>> batches) {
    return new BatchSource() {
      private @Nullable Iterator<Batch> left;

      @Override
      public @Nullable Batch next() {
        Iterator<Batch> rows = left;
        if (rows == null) {
          rows = batches.get().iterator();
          left = rows;
        }
        return rows.hasNext() ? rows.next() : null;
      }

      @Override
      public void close() {
        left = Collections.emptyIterator();
      }
    };
  }

  /// Returns the source of one batch that is made when it is asked for, or of none if it is empty.
  static BatchSource lazily(Supplier<Batch> rows) {
    return new BatchSource() {
      private boolean given;

      @Override
      public @Nullable Batch next() {
        if (given) {
          return null;
        }
        given = true;
        Batch batch = rows.get();
        return batch.size() == 0 ? null : batch;
      }

      @Override
      public void close() {
        given = true;
      }
    };
  }
}
