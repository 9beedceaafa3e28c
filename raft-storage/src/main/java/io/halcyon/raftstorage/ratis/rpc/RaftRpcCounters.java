package io.halcyon.raftstorage.ratis.rpc;

import java.util.concurrent.atomic.LongAdder;

/// What the Raft RPC of one server has done; plain counters, read by whoever makes metrics.
public final class RaftRpcCounters {
  /// Not a counter, but shared by the same parts.
  final EntryArrivals arrivals = new EntryArrivals();

  final LongAdder appends = new LongAdder();
  final LongAdder appendedEntries = new LongAdder();
  final LongAdder heartbeats = new LongAdder();
  final LongAdder commitNotices = new LongAdder();
  final LongAdder resets = new LongAdder();
  final LongAdder inconsistencies = new LongAdder();
  final LongAdder snapshotNotices = new LongAdder();
  final LongAdder inlineAppends = new LongAdder();
  final LongAdder handedOverAppends = new LongAdder();

  /// @param heartbeats appends without entries, commit notices included
  /// @param resets how often a follower's next index was set back after a failure
  /// @param inlineAppends received appends that were processed without leaving the event loop
  public record Snapshot(
      long appends,
      long appendedEntries,
      long heartbeats,
      long commitNotices,
      long resets,
      long inconsistencies,
      long snapshotNotices,
      long inlineAppends,
      long handedOverAppends) {}

  public Snapshot snapshot() {
    return new Snapshot(
        appends.sum(),
        appendedEntries.sum(),
        heartbeats.sum(),
        commitNotices.sum(),
        resets.sum(),
        inconsistencies.sum(),
        snapshotNotices.sum(),
        inlineAppends.sum(),
        handedOverAppends.sum());
  }
}
