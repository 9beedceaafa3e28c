package io.halcyon.raftstorage.engine;

/// A raw record: an intent or a transaction record.
public record StoredRecord(byte[] key, byte[] value) {}
