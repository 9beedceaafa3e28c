package io.halcyon.txn.record;

/// A key with what it is as of the timestamp it was read at.
public record Row(Key key, Version version) {}
