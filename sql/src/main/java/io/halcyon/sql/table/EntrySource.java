package io.halcyon.sql.table;

import io.halcyon.sql.access.TableAccess.RowLock;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.storage.StorageTransaction.ScanPage;
import io.halcyon.sql.storage.StorageTransaction.ScanRequest;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the entries of ranges of keys, a page at a time: points many at once, ranges one after the
/// other. Pages grow, so that who takes little has read little. Owned by one thread.
final class EntrySource {
  private static final int FIRST_PAGE = 128;

  /// Entries, in the order of their keys or against it.
  ///
  /// @param locked whether they are locked
  record Page(List<byte[]> keys, List<byte[]> values, boolean locked) {}

  private final StorageTransaction transaction;
  private final List<KeyRange> ranges;
  private final boolean reverse;
  private final long rowsMax;
  private final @Nullable RowLock lock;
  private int at;
  private int pageRows;
  // What is left of the range under way.
  private byte @Nullable [] start;
  private byte @Nullable [] end;

  /// @param rowsMax how many will be taken at most, as far as known
  /// @param lock how points are locked when they are read, so that it is their newest versions that
  ///   are; null if they are not
  EntrySource(
      StorageTransaction transaction,
      List<KeyRange> ranges,
      boolean reverse,
      long rowsMax,
      @Nullable RowLock lock) {
    this.transaction = transaction;
    this.ranges = ranges;
    this.reverse = reverse;
    this.rowsMax = rowsMax;
    this.lock = lock;
    this.pageRows = (int) Math.min(rowsMax, FIRST_PAGE);
  }

  /// Returns more entries, at least one; null when there are no more.
  @Nullable Page next() {
    while (at < ranges.size()) {
      KeyRange range = ranges.get(at);
      Page page = range.end() == null ? points() : range(range);
      if (!page.keys().isEmpty()) {
        return page;
      }
    }
    return null;
  }

  private Page points() {
    List<byte[]> wanted = new ArrayList<>();
    while (at < ranges.size() && wanted.size() < Batch.ROWS && ranges.get(at).end() == null) {
      wanted.add(ranges.get(at++).start());
    }
    List<byte @Nullable []> found =
        lock == null
            ? transaction.get(wanted)
            : transaction.lock(wanted, lock.strength(), lock.policy()).values();
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      byte[] value = found.get(i);
      if (value != null) {
        keys.add(wanted.get(i));
        values.add(value);
      }
    }
    return new Page(keys, values, lock != null);
  }

  private Page range(KeyRange range) {
    byte[] from = start == null ? range.start() : start;
    byte[] to = end == null ? java.util.Objects.requireNonNull(range.end()) : end;
    ScanPage page = transaction.scan(new ScanRequest(from, to, range.part(), pageRows, reverse));
    pageRows = (int) Math.min(Math.max(1, rowsMax), Math.min(Batch.ROWS, pageRows * 4L));
    if (page.more() && !page.keys().isEmpty()) {
      byte[] last = page.keys().getLast();
      start = reverse ? from : Arrays.copyOf(last, last.length + 1);
      end = reverse ? last : to;
    } else {
      at++;
      start = null;
      end = null;
    }
    return new Page(page.keys(), page.values(), false);
  }
}
