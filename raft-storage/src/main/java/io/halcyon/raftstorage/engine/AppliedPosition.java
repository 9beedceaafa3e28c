package io.halcyon.raftstorage.engine;

/// The last log entry that a store contains.
public record AppliedPosition(long term, long index) {}
