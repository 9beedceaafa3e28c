package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.nio.charset.StandardCharsets;

/// One change of a watched key.
public sealed interface WatchEvent {
  byte[] key();

  HlcTimestamp timestamp();

  record Put(byte[] key, byte[] value, HlcTimestamp timestamp) implements WatchEvent {
    /// Returns the value read as UTF-8.
    public String text() {
      return new String(value, StandardCharsets.UTF_8);
    }
  }

  record Deleted(byte[] key, HlcTimestamp timestamp) implements WatchEvent {}

  /// Returns the key read as UTF-8.
  default String keyText() {
    return new String(key(), StandardCharsets.UTF_8);
  }
}
