package io.halcyon.txn.record;

import org.jspecify.annotations.Nullable;

/// A replicated promise: if `txn` commits, which it will do at or above `preparedAt`, the key gets
/// `value` at the commit timestamp. Until it is resolved it keeps other writers away.
///
/// @param value null to delete
public record Intent(Key key, TxnRef txn, long preparedAt, @Nullable Value value) {}
