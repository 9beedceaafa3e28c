package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;

/// @param value after the increment
public record IncrementResult(long value, HlcTimestamp timestamp) {}
