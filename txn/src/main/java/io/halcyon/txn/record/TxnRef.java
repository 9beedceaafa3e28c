package io.halcyon.txn.record;

/// A transaction and where it is decided.
///
/// @param anchor the key whose shard holds the decision record, heartbeats and the outcome of the
///   request. A key and not a shard: after tokens have moved it still leads to the record. Fixed
///   for a request: all attempts of it have the same.
public record TxnRef(TxnId id, Key anchor) {
  @Override
  public String toString() {
    return id + "@" + anchor;
  }
}
