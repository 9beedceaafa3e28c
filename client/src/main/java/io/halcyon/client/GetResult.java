package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.Optional;

/// What a read found, and when.
///
/// @param readTimestamp the snapshot it was read in; reading there again gives the same answer
public record GetResult(Optional<Entry> entry, HlcTimestamp readTimestamp) {}
