/// Ratis's RPC on top of the peer transport: an `RpcType` of our own.
///
/// Owns how appends, votes and snapshot notifications of all groups travel between two nodes, and
/// the pipelined log appender that needs no thread of its own. Must not know shards, stores or the
/// state machine. Start reading at {@link io.halcyon.raftstorage.ratis.rpc.HalcyonRpcType}
/// (wiring), {@link io.halcyon.raftstorage.ratis.rpc.PipelinedLogAppender} (leader) and {@link
/// io.halcyon.raftstorage.ratis.rpc.RaftInbound} (follower).
@NullMarked
package io.halcyon.raftstorage.ratis.rpc;

import org.jspecify.annotations.NullMarked;
