package io.halcyon.raftstorage.ratis;

import java.time.Duration;

/// Settings of Raft on a node, prefix `node.raft`. The defaults suit eight shards in a process of
/// less than 512 MiB.
///
/// @param electionTimeoutMin a follower that hears nothing for this long, and up to
///   `electionTimeoutMax`, starts an election
/// @param electionTimeoutMax see `electionTimeoutMin`; each election draws a time in between
/// @param stepDownWait after losing its majority, or after a pause longer than this, a leader steps
///   down; it then starts no election for this long
/// @param requestTimeout limit of one call between servers
/// @param pauseMax a process that was suspended for longer stops its Raft server
/// @param entryBytesMax largest entry; also the size of the write buffer of each shard. Must not be
///   lowered below the largest entry in an existing log
/// @param pendingEntriesMax entries of one shard that wait for their commit; more are refused
/// @param pendingBytesMax bytes of one shard that wait for their commit; more are refused
/// @param segmentBytes size of a log file
/// @param cachedSegments closed log files of one shard whose entries stay in memory
/// @param cacheBytes limit in bytes of the same
/// @param flushEntries the store is flushed, so that the log can be purged, after this many entries
/// @param retainedEntries entries kept below the purge position for followers that are a bit behind
/// @param purgeEntries the log is purged in steps of at least this many entries
public record RaftConfig(
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration stepDownWait,
    Duration requestTimeout,
    Duration pauseMax,
    int entryBytesMax,
    int pendingEntriesMax,
    long pendingBytesMax,
    long segmentBytes,
    int cachedSegments,
    long cacheBytes,
    long flushEntries,
    long retainedEntries,
    int purgeEntries) {
  private static final int MIB = 1024 * 1024;

  public static final RaftConfig DEFAULT =
      new RaftConfig(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofHours(1),
          4 * MIB,
          1024,
          32L * MIB,
          8L * MIB,
          2,
          16L * MIB,
          20_000,
          2_000,
          1024);

  public RaftConfig {
    atLeast("election-timeout-min", electionTimeoutMin.toMillis(), 50);
    atLeast("election-timeout-max", electionTimeoutMax.toMillis(), electionTimeoutMin.toMillis());
    atLeast("step-down-wait", stepDownWait.toMillis(), electionTimeoutMin.toMillis());
    atLeast("request-timeout", requestTimeout.toMillis(), 100);
    atLeast("pause-max", pauseMax.toMillis(), 10_000);
    atLeast("entry-bytes-max", entryBytesMax, 64 * 1024);
    atLeast("pending-entries-max", pendingEntriesMax, 8);
    atLeast("pending-bytes-max", pendingBytesMax, entryBytesMax);
    atLeast("segment-bytes", segmentBytes, 16 * 1024);
    atLeast("cached-segments", cachedSegments, 1);
    atLeast("cache-bytes", cacheBytes, segmentBytes);
    atLeast("flush-entries", flushEntries, 1);
    atLeast("retained-entries", retainedEntries, 0);
    atLeast("purge-entries", purgeEntries, 1);
  }

  private static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "node.raft." + key + " = " + value + " is less than " + least);
    }
  }
}
