package io.halcyon.txn.record;

import io.halcyon.core.id.RequestId;

/// One coordinator's transaction over all its attempts: who owns locks, and whose reads are one's
/// own.
///
/// Two routers that try the same request are strangers to each other: if they shared locks, each
/// would slip in before those who wait for the other.
public record Owner(RequestId request, long coordinator) {}
