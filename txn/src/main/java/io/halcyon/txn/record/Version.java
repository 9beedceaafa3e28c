package io.halcyon.txn.record;

import org.jspecify.annotations.Nullable;

/// What a key is as of a timestamp.
///
/// @param timestamp when it was written or deleted
/// @param value null if it was deleted
public record Version(long timestamp, @Nullable Value value) {
  /// A key that was never written, or so long ago that nobody can tell.
  public static final Version ABSENT = new Version(0, null);

  public boolean exists() {
    return value != null;
  }
}
