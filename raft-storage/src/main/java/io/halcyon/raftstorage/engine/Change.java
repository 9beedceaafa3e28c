package io.halcyon.raftstorage.engine;

/// One version or deletion of a key.
///
/// @param timestamp when it took effect, packed
/// @param deleted whether the key was deleted; then the value is empty
public record Change(
    byte[] key, long timestamp, boolean deleted, long expiresAtMillis, byte[] value) {}
