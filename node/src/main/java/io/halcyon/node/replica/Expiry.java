package io.halcyon.node.replica;

import io.halcyon.core.hlc.HlcTimestamp;

/// When a version with a time to live ceases to be visible.
final class Expiry {
  private Expiry() {}

  /// Returns whether a version is invisible at a timestamp; 0 never expires.
  static boolean expired(long expiresAtMillis, long timestamp) {
    return expiresAtMillis != 0 && expiresAtMillis <= HlcTimestamp.millisOf(timestamp);
  }

  /// Returns when a version written at `timestamp` expires; 0 for never.
  static long at(long timestamp, long ttlMillis) {
    return ttlMillis == 0 ? 0 : HlcTimestamp.millisOf(timestamp) + ttlMillis;
  }
}
