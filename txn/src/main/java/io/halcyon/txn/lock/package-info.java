/// Locks that a shard's leader keeps in memory: queues by age per key, shared and exclusive.
///
/// They make conflicting transactions wait instead of failing, and nothing more: what was locked is
/// validated again at commit (ADR 0009), so that losing them with the leader harms nobody. Start
/// with {@link io.halcyon.txn.lock.LockTable}.
@NullMarked
package io.halcyon.txn.lock;

import org.jspecify.annotations.NullMarked;
