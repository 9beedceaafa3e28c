package io.halcyon.raftstorage.engine;

import org.jspecify.annotations.Nullable;

/// What a key is at a timestamp, and what that depends on.
///
/// @param timestamp of the version; of the version that has expired; or of the deletion that made
///   the key absent, or any at or above it but not above the read. 0 if the key was never written,
///   or so long ago that nobody can tell
/// @param version null if the key was absent or had expired
public record KeyState(long timestamp, @Nullable Version version) {}
