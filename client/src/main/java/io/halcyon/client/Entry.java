package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// A key with the version that was read. The arrays belong to the receiver.
///
/// @param value empty when only keys were asked for
/// @param timestamp of the write that made this version
/// @param expiresAtMillis milliseconds since 1970; 0 when it does not expire
public record Entry(byte[] key, byte[] value, HlcTimestamp timestamp, long expiresAtMillis) {
  /// Returns the key read as UTF-8.
  public String keyText() {
    return new String(key, StandardCharsets.UTF_8);
  }

  /// Returns the value read as UTF-8.
  public String text() {
    return new String(value, StandardCharsets.UTF_8);
  }

  public Optional<Instant> expiresAt() {
    return expiresAtMillis == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(expiresAtMillis));
  }

  @Override
  public String toString() {
    return keyText() + "=" + text() + "@" + timestamp;
  }
}
