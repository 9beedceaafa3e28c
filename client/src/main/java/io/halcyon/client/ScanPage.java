package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.List;

/// One page of a scan.
///
/// @param nextPageToken continues the same scan in the same snapshot, also from another client;
///   empty when the range is exhausted
public record ScanPage(List<Entry> entries, byte[] nextPageToken, HlcTimestamp readTimestamp) {
  public ScanPage {
    entries = List.copyOf(entries);
  }

  public boolean isLast() {
    return nextPageToken.length == 0;
  }
}
