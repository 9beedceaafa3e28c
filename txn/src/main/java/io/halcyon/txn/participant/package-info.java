/// The shard leader's side of transactions: reads, locks, two-phase and one-phase commit, decisions
/// and heartbeats of transactions anchored here, recovery of abandoned ones.
///
/// Start with {@link io.halcyon.txn.participant.Participant}. It knows nothing of networks, logs,
/// clocks and threads.
///
/// ## How a shell drives it
///
/// - **One object per term.** Everything in a participant (locks, queues, the timestamp cache,
///   heartbeats, pushes, what is in flight) is volatile leader state and dies with the term. A new
///   leader starts with an empty one when its first own entry is applied (`LogBound.ready`); C1
///   makes that safe: whatever the old leader noted lies at or below the new one's low-water mark.
///   Intents, records, outcomes and what is resolved are replicated and reach the new term through
///   {@link io.halcyon.txn.participant.ShardState}. Calls of the old term are dropped unanswered or
///   refused with `NotLeader` (a commit or prepare in flight: ambiguous); coordinators ask again.
/// - **One thread at a time** calls `step`. Evaluation is synchronous against `ShardState`, which
///   shows what has been *applied*. Keys with changes in flight are tracked in the participant:
///   what needs them waits inside until `Landed`. So the shell never defers anything, and may put
///   any number of proposals into one entry.
/// - **Before** `Asked`: ownership (R1), the lease, and merging the sender's HLC into the clock.
/// - **Propose**: append with B from `LogBound.next(latest, …)`, in an entry evaluated in this
///   term; on a change of term it must not apply (S2). `Landed(true)` only after the changes are in
///   the store. If the fate is unknown, report nothing and end the term, as for single writes.
/// - **Reply**: nothing leaves before floor(`shown`) and then the lease. Replies to what was
///   proposed are only emitted after `Landed`. If the lease is lost, the reply is dropped: the
///   caller asks again, and everything is idempotent.
/// - **Single operations** outside of transactions must take part: a read notes itself in the same
///   {@link io.halcyon.txn.cache.ReadCache} and does not pass an intent at or below it; a write is
///   an `Apply`, whose operation the shell makes, so that it respects locks, intents and the cache.
///   A router that is told `Waiting` for one pushes the blockers (above 0) and asks again, as the
///   coordinator does.
/// - **Storage**: a change is one effect of an entry. Versions, intents and records have families
///   of their own (records under `anchor | id`, so that they move with the anchor's token);
///   outcomes are kept under the request id, what is resolved under `id | key`, both in buckets of
///   the request's creation time, which `ForgetBefore` lets go of. No two proposals in flight touch
///   one key, so an entry never has two changes of a key that depend on their order, except an
///   intent's removal after its version.
/// - **Closed timestamps**: ask `closable`, put it into the entry, and tell `closed`. Followers
///   that meet an intent at or below the timestamp they read at refer to the leader; a watch must
///   not pass below an unresolved intent.
@NullMarked
package io.halcyon.txn.participant;

import org.jspecify.annotations.NullMarked;
