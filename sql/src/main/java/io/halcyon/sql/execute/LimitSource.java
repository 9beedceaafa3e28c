package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.value.Batch;
import org.jspecify.annotations.Nullable;

/// A part of the rows; asks for no more once it has them. Owned by one thread.
final class LimitSource implements BatchSource {
  private final BatchSource input;
  private long offset;
  private long count;

  LimitSource(BatchSource input, long offset, long count) {
    this.input = input;
    this.offset = offset;
    this.count = count;
  }

  @Override
  public @Nullable Batch next() {
    while (count > 0) {
      Batch rows = input.next();
      if (rows == null) {
        return null;
      }
      int from = (int) Math.min(offset, rows.size());
      int size = (int) Math.min(count, rows.size() - from);
      offset -= from;
      count -= size;
      if (size == rows.size()) {
        return rows;
      }
      if (size > 0) {
        int[] kept = new int[size];
        for (int i = 0; i < size; i++) {
          kept[i] = from + i;
        }
        return rows.select(kept, size);
      }
    }
    return null;
  }

  @Override
  public void close() {
    input.close();
  }
}
