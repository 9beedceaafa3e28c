package io.halcyon.txn.participant;

/// The time of an input, read by the shell.
///
/// @param hlc the node's hybrid clock: above every timestamp it has merged
/// @param monotonicMillis the node's monotonic clock; only differences count
public record Now(long hlc, long monotonicMillis) {}
