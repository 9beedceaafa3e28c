package io.halcyon.sql.execute;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.ObjectVector;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// How much memory the rows that one statement keeps may take. Owned by the statement's thread.
public final class MemoryBudget {
  private static final int CELL_BYTES = 8;
  private static final int OBJECT_BYTES = 48;

  private final long bytesMax;
  private long bytes;

  public MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Reserves room for rows that are kept.
  ///
  /// @throws SqlError if there is none
  void reserve(Batch rows) {
    bytes += size(rows);
    if (bytes > bytesMax) {
      throw new SqlError(SqlState.OUT_OF_MEMORY, "out of memory for this statement")
          .withDetail("It would keep more than %d bytes of rows.".formatted(bytesMax))
          .withHint("Read fewer rows or columns, or raise router.sql.statement-bytes-max.");
    }
  }

  private static long size(Batch rows) {
    long size = 0;
    for (Vector column : rows.columns()) {
      size += (long) CELL_BYTES * rows.size();
      if (column instanceof ObjectVector objects) {
        for (int row = 0; row < rows.size(); row++) {
          size += sizeOf(objects.values()[row]);
        }
      }
    }
    return size;
  }

  private static long sizeOf(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case String text -> OBJECT_BYTES + text.length();
      case Bytes(byte[] array) -> OBJECT_BYTES + array.length;
      default -> OBJECT_BYTES;
    };
  }
}
