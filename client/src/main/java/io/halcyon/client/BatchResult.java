package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;

/// @param timestamp the greatest commit timestamp
/// @param shards on how many shards it was written; the batch was atomic when 1
public record BatchResult(HlcTimestamp timestamp, int shards) {}
