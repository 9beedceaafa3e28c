/// The router's side of one transaction: buffered writes, reads, locks, commit, restart, recovery
/// of what it meets.
///
/// Start with {@link io.halcyon.txn.coordinator.Coordinator}. It knows nothing of networks, clocks
/// and threads.
///
/// ## How a shell drives it
///
/// - One {@link io.halcyon.txn.coordinator.Coordinator} per transaction, one thread at a time. A
///   session says one {@link io.halcyon.txn.coordinator.Statement} and waits for its {@link
///   io.halcyon.txn.coordinator.Answer}; puts and savepoints are answered at once.
/// - `Effect.Send`: send to the shard's leader wherever it is, with the greatest HLC the router has
///   seen; then report exactly one of `Answered` or `Undelivered` (refused, lost or timed out: the
///   same thing here, because every request is idempotent and is sent again, after a rest, to
///   wherever its keys are by then).
/// - `Tick` about every ten milliseconds as long as there is something outstanding or a session.
/// - A `MustRestart` answer leaves the decision to the session: if nothing has reached its client
///   it says `Restart` and repeats its statements; else it passes the conflict on and says
///   `Rollback`.
/// - After the last answer the coordinator goes on in the background (resolving intents) until
///   `Coordinator.finished`. If the router dies at any point, whoever meets what is left finds its
///   heartbeats missing and decides it at the anchor.
/// - `Ambiguous` is not a failure: the commit may have taken effect. `Request.Status` with the same
///   request id at the same anchor tells, and so does a repetition of a one-shot transaction.
@NullMarked
package io.halcyon.txn.coordinator;

import org.jspecify.annotations.NullMarked;
