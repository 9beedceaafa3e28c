package io.halcyon.raftstorage.engine;

/// A key whose newest version is past its time to live.
///
/// @param timestamp of that version, packed: delete the key only if it is still the newest
public record Expired(byte[] key, long timestamp, long expiresAtMillis) {}
