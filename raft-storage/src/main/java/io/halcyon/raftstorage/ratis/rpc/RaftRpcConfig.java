package io.halcyon.raftstorage.ratis.rpc;

import java.time.Duration;

/// Settings of the Raft messages between nodes, prefix `node.raft.rpc`.
///
/// @param appendsMax appends of one group on their way to one follower
/// @param appendBytesMax their bytes; one append is always allowed
/// @param commitNoticeDelay a follower whose commit index no append has moved for once to twice so
///   long is told it; without a delay every lone entry would cost a message and a reply more per
///   follower
/// @param askClock followers send their clock reading as soon as an append has arrived, before it
///   is on disk
public record RaftRpcConfig(
    int appendsMax, long appendBytesMax, Duration commitNoticeDelay, boolean askClock) {
  public static final RaftRpcConfig DEFAULT =
      new RaftRpcConfig(64, 16L << 20, Duration.ofMillis(10), true);

  public RaftRpcConfig {
    if (appendsMax < 1) {
      throw new IllegalArgumentException("node.raft.rpc.appends-max must be positive");
    }
    if (appendBytesMax < 1) {
      throw new IllegalArgumentException("node.raft.rpc.append-bytes-max must be positive");
    }
    if (commitNoticeDelay.isNegative()) {
      throw new IllegalArgumentException(
          "node.raft.rpc.commit-notice-delay must not be negative: " + commitNoticeDelay);
    }
  }
}
