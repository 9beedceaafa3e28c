package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.List;
import java.util.Optional;

/// What a read of several keys found, all in one snapshot.
///
/// @param entries in the order of the keys asked for
public record MultiGetResult(List<Optional<Entry>> entries, HlcTimestamp readTimestamp) {
  public MultiGetResult {
    entries = List.copyOf(entries);
  }
}
