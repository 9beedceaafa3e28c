package io.halcyon.txn.record;

/// What a request came to, remembered for the retry window under its id in the anchor's shard.
///
/// Only commits are remembered (a commit may have no writes: a condition that failed), since a
/// request whose attempt was aborted may be tried again.
///
/// @param winner the attempt that committed
/// @param at its commit timestamp
/// @param answer what the client was answered, for the coordinator to encode
public record RequestOutcome(TxnId winner, long at, Value answer) {}
