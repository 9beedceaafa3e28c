package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;

/// @param timestamp when it took effect, all of it
/// @param shards on how many shards it was written
public record BatchResult(HlcTimestamp timestamp, int shards) {}
