package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;

/// @param existed whether there was something to delete
public record DeleteResult(boolean existed, HlcTimestamp timestamp) {}
