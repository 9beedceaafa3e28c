package io.halcyon.node.replica;

import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.Version;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What keys hold as seen by the entry that is being evaluated: its own writes over the store.
///
/// Used by one thread at a time.
final class Overlay {
  private final ShardStore store;
  private final Map<ByteBuffer, Slot> written = new HashMap<>();

  private record Slot(@Nullable Version version) {}

  Overlay(ShardStore store) {
    this.store = store;
  }

  boolean wrote(byte[] key) {
    return written.containsKey(ByteBuffer.wrap(key));
  }

  /// Returns what the key holds at `timestamp`, null when absent, deleted or expired.
  @Nullable Version current(byte[] key, long timestamp) {
    Version version = stored(key);
    return version == null || Expiry.expired(version.expiresAtMillis(), timestamp) ? null : version;
  }

  /// Returns what the key holds, expired or not; null when absent or deleted.
  @Nullable Version stored(byte[] key) {
    Slot slot = written.get(ByteBuffer.wrap(key));
    return slot == null ? store.newest(key) : slot.version();
  }

  void put(byte[] key, long timestamp, long expiresAtMillis, byte[] value) {
    written.put(ByteBuffer.wrap(key), new Slot(new Version(timestamp, expiresAtMillis, value)));
  }

  void delete(byte[] key) {
    written.put(ByteBuffer.wrap(key), new Slot(null));
  }
}
