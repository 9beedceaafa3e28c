package io.halcyon.raftstorage.engine;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges the newest versions of a range with its superseded ones into one page. Used once, by one
/// thread.
final class RangeMerge {
  /// A page ends after so many keys even if few of them were visible, so that no request holds its
  /// thread for long.
  static final int EXAMINED_MAX = 50_000;

  private static final byte[] NO_VALUE = new byte[0];

  private final ScanRange range;
  private final NewestCursor newest;
  private final List<HistoryCursor> history;
  private final long readMillis;
  private final List<ScanPage.Item> items = new ArrayList<>();
  private long bytes;
  private long skipped;
  private long shown;

  /// @param history in ascending order of buckets
  /// @param deletion a bound on the timestamps of the deletions that may be missing in the cursors
  RangeMerge(ScanRange range, NewestCursor newest, List<HistoryCursor> history, long deletion) {
    this.range = range;
    this.shown = Math.min(deletion, range.readAt());
    this.newest = newest;
    this.history = history;
    this.readMillis = HlcTimestamp.millisOf(range.readAt());
  }

  ScanPage page() {
    int examined = 0;
    byte[] key = nextKey();
    while (key != null) {
      visit(key);
      byte[] following = advance(key);
      examined++;
      if (following != null && full(examined)) {
        return finish(range.reverse() ? key : successor(key));
      }
      key = following;
    }
    return finish(null);
  }

  private boolean full(int examined) {
    return items.size() >= range.limit() || bytes >= range.limitBytes() || examined >= EXAMINED_MAX;
  }

  private ScanPage finish(byte @Nullable [] resumeKey) {
    for (HistoryCursor cursor : history) {
      skipped += cursor.skipped();
    }
    return new ScanPage(items, resumeKey, skipped, shown);
  }

  private byte @Nullable [] nextKey() {
    byte[] next = newest.valid() ? newest.key() : null;
    for (HistoryCursor cursor : history) {
      if (cursor.valid() && (next == null || before(cursor.key(), next))) {
        next = cursor.key();
      }
    }
    return next;
  }

  private boolean before(byte[] a, byte[] b) {
    int order = Arrays.compareUnsigned(a, b);
    return range.reverse() ? order > 0 : order < 0;
  }

  private void visit(byte[] key) {
    if (newest.valid() && Arrays.equals(newest.key(), key)) {
      if (newest.timestamp() <= range.readAt()) {
        offer(key, newest.timestamp(), newest.expiresAtMillis(), null);
        return;
      }
      skipped++;
    }
    HistoryEntry entry = superseded(key);
    if (entry != null && entry.timestamp() <= range.readAt()) {
      offer(key, entry.timestamp(), entry.expiresAtMillis(), entry);
    }
  }

  /// Returns the key's entry of the lowest bucket: the first that was superseded after the read.
  private @Nullable HistoryEntry superseded(byte[] key) {
    for (HistoryCursor cursor : history) {
      if (cursor.valid() && Arrays.equals(cursor.key(), key)) {
        return cursor.candidate();
      }
    }
    return null;
  }

  /// @param entry where the value is; null for the newest version
  private void offer(byte[] key, long timestamp, long expiresAt, @Nullable HistoryEntry entry) {
    if (!range.owns().test(key)) {
      skipped++;
      return;
    }
    shown = Math.max(shown, timestamp);
    if (expiresAt != 0 && expiresAt <= readMillis) {
      skipped++;
      return;
    }
    byte[] value = range.keysOnly() ? NO_VALUE : entry == null ? newest.value() : entry.value();
    items.add(new ScanPage.Item(key, timestamp, expiresAt, value));
    bytes += (long) key.length + value.length;
  }

  /// Moves everything past `key`; returns the key that follows.
  private byte @Nullable [] advance(byte[] key) {
    if (newest.valid() && Arrays.equals(newest.key(), key)) {
      newest.advance();
    }
    for (HistoryCursor cursor : history) {
      if (cursor.valid() && Arrays.equals(cursor.key(), key)) {
        cursor.advance();
      }
    }
    return nextKey();
  }

  private static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
