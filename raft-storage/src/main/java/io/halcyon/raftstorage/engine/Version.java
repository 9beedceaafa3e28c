package io.halcyon.raftstorage.engine;

/// One committed version of a key.
///
/// @param timestamp HLC timestamp at which it became visible, packed
/// @param expiresAtMillis physical time from which it is invisible; 0 for never
/// @param value not copied: the receiver must not change it
public record Version(long timestamp, long expiresAtMillis, byte[] value) {
  /// Returns whether the version is past its time to live at a physical time.
  public boolean expiredAt(long millis) {
    return expiresAtMillis != 0 && expiresAtMillis <= millis;
  }
}
