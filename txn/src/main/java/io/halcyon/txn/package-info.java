/// The protocols that make timestamps agree with real time, and transactions over shards, as pure
/// state machines.
///
/// Nothing here does I/O, reads a clock or starts a thread; the shells in `node` and the simulation
/// in `testkit` feed in what happened and do what comes out. Start with {@link
/// io.halcyon.txn.bound.LogBound} (rule C1), {@link io.halcyon.txn.floor.Floor} (rule C2) and
/// {@link io.halcyon.txn.liveness.LeaseHolder} (rule C3); docs/transactions.md argues why the three
/// together give real-time order. Transactions: {@link io.halcyon.txn.participant.Participant} at a
/// shard's leader and {@link io.halcyon.txn.coordinator.Coordinator} at a router.
@NullMarked
package io.halcyon.txn;

import org.jspecify.annotations.NullMarked;
