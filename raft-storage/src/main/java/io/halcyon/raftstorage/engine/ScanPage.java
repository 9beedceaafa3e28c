package io.halcyon.raftstorage.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a scan.
///
/// @param items in the order of the scan
/// @param resumeKey null when the range is exhausted; else forward: the `start` of the next page,
///   reverse: the `end` of the next page
/// @param skipped versions and keys that were passed over: newer than the read, superseded, expired
///   or not owned
/// @param shown what the page depends on: the greatest timestamp of the items, of versions that had
///   expired, and of deletions, for which it is a bound that is not above the read
public record ScanPage(List<Item> items, byte @Nullable [] resumeKey, long skipped, long shown) {
  // Not compact: javac drops the annotation of an array parameter of a compact constructor.
  public ScanPage(List<Item> items, byte @Nullable [] resumeKey, long skipped, long shown) {
    this.items = List.copyOf(items);
    this.resumeKey = resumeKey;
    this.skipped = skipped;
    this.shown = shown;
  }

  /// @param value empty if only keys were asked for
  public record Item(byte[] key, long timestamp, long expiresAtMillis, byte[] value) {}
}
