package io.halcyon.raftstorage.engine;

/// What one store holds; RocksDB's estimates.
public record StoreStats(
    long keys,
    long liveBytes,
    long sstBytes,
    long memtableBytes,
    long historyBytes,
    long appliedIndex,
    long durableIndex,
    long gcHorizon) {}
