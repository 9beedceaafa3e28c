/// The transaction protocol on the wire between router and node: requests and responses of {@link
/// io.halcyon.txn.participant} as the protobuf messages of `halcyon/internal/v1/txn.proto`.
///
/// Bytes in, checked records out, and back; no I/O, no decisions. A module of its own because `txn`
/// knows no encoding, and `rpc` no operation (ADR 0013). Start with {@link
/// io.halcyon.txnwire.TxnCodec}.
@NullMarked
package io.halcyon.txnwire;

import org.jspecify.annotations.NullMarked;
