package io.halcyon.client;

import java.util.List;
import java.util.Optional;

/// What a lock has got.
///
/// @param entries the newest version of each key that was locked, in the order asked
/// @param skipped keys that others had locked
public record LockResult(List<Optional<Entry>> entries, List<byte[]> skipped) {
  public LockResult {
    entries = List.copyOf(entries);
    skipped = List.copyOf(skipped);
  }
}
