package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scans the families without versions: intents, transaction records, the expiry index.
///
/// Each scan is one iterator, so one consistent state. Thread-safe.
final class RecordScanner {
  private final Database database;
  private final PointReader points;

  RecordScanner(Database database, PointReader points) {
    this.database = database;
    this.points = points;
  }

  List<StoredRecord> scan(ColumnFamily family, byte[] start, byte @Nullable [] end, int limit) {
    checkLimit(limit);
    List<StoredRecord> records = new ArrayList<>();
    try (BoundedIterator iterator = new BoundedIterator(database, family, null, start, end)) {
      boolean at = iterator.seekToFirst();
      while (at && records.size() < limit) {
        records.add(new StoredRecord(iterator.key(), iterator.value()));
        at = iterator.next();
      }
    }
    return records;
  }

  /// Returns keys whose newest version expired at or before `nowMillis`, the longest expired first.
  List<Expired> expired(long nowMillis, int limit) {
    checkLimit(limit);
    List<Expired> expired = new ArrayList<>();
    try (BoundedIterator iterator =
        new BoundedIterator(
            database, ColumnFamily.EXPIRY, null, new byte[0], Layout.millisKey(nowMillis + 1))) {
      boolean at = iterator.seekToFirst();
      while (at && expired.size() < limit) {
        addIfNewest(expired, iterator.key(), iterator.value());
        at = iterator.next();
      }
    }
    return expired;
  }

  /// The index follows the newest version in the same batch; the iterator may be a moment older.
  private void addIfNewest(List<Expired> expired, byte[] indexKey, byte[] value) {
    long expiresAt = (long) Layout.LONG.get(indexKey, 0);
    byte[] key = Arrays.copyOfRange(indexKey, Layout.TIMESTAMP_BYTES, indexKey.length);
    long timestamp = (long) Layout.LONG.get(value, 0);
    if (points.newestTimestamp(key) == timestamp) {
      expired.add(new Expired(key, timestamp, expiresAt));
    }
  }

  private static void checkLimit(int limit) {
    if (limit < 1) {
      throw new HalcyonException(new Failure.Invalid("limit must be at least 1, not " + limit));
    }
  }
}
