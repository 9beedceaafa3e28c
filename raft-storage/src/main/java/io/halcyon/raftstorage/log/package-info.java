/// The port through which a replica uses its replicated log, declared where it is called for.
///
/// Owns the contract of proposing, leadership news, membership changes and checkpoints. Must not
/// know which Raft implementation stands behind it. Start reading at {@link
/// io.halcyon.raftstorage.log.ReplicatedLog}; its implementations are `raftstorage.ratis.RatisLog`
/// (production) and {@link io.halcyon.raftstorage.log.InMemoryLog} (simulation).
@NullMarked
package io.halcyon.raftstorage.log;

import org.jspecify.annotations.NullMarked;
