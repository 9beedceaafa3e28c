/// The replicated state of transactions in a shard's store: which effects a change of the protocol
/// has ({@link ChangeWriter}), and what the participant sees of the store ({@link
/// StoredShardState}). The port is `txn`'s; this package implements it over `raftstorage.engine`,
/// and knows nothing of RocksDB, of leaders or of clocks.
///
/// **Keys.** Numbers are big-endian. A token is that of the key that follows it, so that whoever
/// moves a range of tokens finds all that belongs to it in one range; one key's records lie
/// together.
///
/// ```
/// txn id:            session (8) | sequence (8) | created millis (8) | coordinator (8) | attempt (4)
/// intents:           key
/// txns:              token (8) | anchor length (2) | anchor | txn id (36)
/// outcomes:          created, in buckets (4) | session (8) | sequence (8)
/// remembered:        created, in buckets (4) | token (8) | key length (2) | key | kind (1) | txn id (36)
///   kind 1:            the attempt is over on the key
///   kind 2:            the attempt, anchored at the key, was aborted
/// ```
///
/// **Values.** Each begins with its format, so that a later one can be told apart.
///
/// ```
/// intent:            format 1 (1) | kind (1) | prepared at (8) | txn id (36) | anchor length (2)
///                      | anchor
///   kind 1, to set:    | expires at millis (8) | value
///   kind 2, to delete: nothing more
/// attempt's outcome: format 1 (1) | kind (1)
///   kind 1, committed: | at (8)
///   kind 2, aborted:   | cause (1)
/// request's outcome: format 0x81 (1) | at (8) | created millis (8) | coordinator (8) | attempt (4)
///                      | answer expires at millis (8) | answer
/// ```
///
/// The format of a request's outcome has its high bit set, because what single operations leave in
/// `outcomes` while their shard's leader evaluates them by the plain way (ADR-0012) is `at (8) |
/// answer`, and a timestamp's high bit is zero. It is read as the outcome of coordinator 0.
///
/// **What is dropped when.** Versions: by the garbage horizon. Intents, and the records of
/// committed attempts (`txns`): when they are removed, whatever their age. Everything else is
/// remembered until the shard's replicated mark passes the request's age ({@link
/// io.halcyon.txn.record.Change.ForgetBefore}); what lies before the mark is hidden at once, on
/// every replica alike, and dropped later by whole buckets of 66 s, as ADR-0003 says of outcomes.
@NullMarked
package io.halcyon.raftstorage.transaction;

import org.jspecify.annotations.NullMarked;
