package io.halcyon.raftstorage.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.datastream.SupportedDataStreamType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// Translates {@link RaftConfig} into Ratis's properties: the only place that names their keys.
///
/// Many defaults of Ratis are wrong for a database (storage under a temporary directory, no purge,
/// short election timeouts, much memory per group), so whatever matters is set, and {@link #check}
/// asserts at the start what safety depends on.
final class RatisProperties {
  private static final int WRITE_BUFFER_MARGIN = 64 * 1024;
  private static final int FORCE_SYNC_ENTRIES = 4096;
  private static final int STAGING_GAP_ENTRIES = 1000;
  private static final TimeDuration RETRY_CACHE = TimeDuration.ONE_SECOND;

  private RatisProperties() {}

  /// Returns the properties of a server without storage: see {@link #useStorage}.
  static RaftProperties of(RaftConfig config, Path emptyDirectory) {
    var properties = new RaftProperties();
    RaftConfigKeys.DataStream.setType(properties, SupportedDataStreamType.DISABLED);
    useStorage(properties, emptyDirectory);
    timing(properties, config);
    log(properties, config);
    bounds(properties, config);
    snapshots(properties, config);
    check(properties);
    return properties;
  }

  /// Sets where groups that are added from now on keep their log.
  static void useStorage(RaftProperties properties, Path directory) {
    RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(
        properties, directory.resolveSibling("removed").toFile());
  }

  private static void timing(RaftProperties properties, RaftConfig config) {
    Duration min = config.electionTimeoutMin();
    Duration max = config.electionTimeoutMax();
    Rpc.setTimeoutMin(properties, time(min));
    Rpc.setTimeoutMax(properties, time(max));
    // A fresh or restarted cluster has no leader to wait for.
    Rpc.setFirstElectionTimeoutMin(properties, time(min.multipliedBy(3).dividedBy(10)));
    Rpc.setFirstElectionTimeoutMax(properties, time(max.dividedBy(2)));
    Rpc.setRequestTimeout(properties, time(config.requestTimeout()));
    Rpc.setSlownessTimeout(properties, time(max.multipliedBy(5)));
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, time(config.stepDownWait()));
    RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(properties, false);
    RaftServerConfigKeys.Notification.setNoLeaderTimeout(properties, time(max));
    RaftServerConfigKeys.setCloseThreshold(properties, time(config.pauseMax()));
    RaftServerConfigKeys.setStagingCatchupGap(properties, STAGING_GAP_ENTRIES);
    RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.DEFAULT);
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
  }

  private static void log(RaftProperties properties, RaftConfig config) {
    Log.setUseMemory(properties, false);
    Log.setUnsafeFlushEnabled(properties, false);
    // Asynchronous flush marks unsynced entries as flushed and ignores a failed force.
    Log.setAsyncFlushEnabled(properties, false);
    Log.setLogMetadataEnabled(properties, false);
    Log.setForceSyncNum(properties, FORCE_SYNC_ENTRIES);
    Log.setCorruptionPolicy(properties, Log.CorruptionPolicy.EXCEPTION);
    Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(config.segmentBytes()));
    Log.setPreallocatedSize(properties, SizeInBytes.valueOf(config.segmentBytes() / 2));
    Log.setSegmentCacheNumMax(properties, config.cachedSegments());
    Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(config.cacheBytes()));
    Log.setWriteBufferSize(
        properties, SizeInBytes.valueOf(config.entryBytesMax() + WRITE_BUFFER_MARGIN));
    Log.setPurgeUptoSnapshotIndex(properties, true);
    Log.setPurgeGap(properties, config.purgeEntries());
    Log.setPurgePreservationLogNum(properties, config.retainedEntries());
    Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(config.entryBytesMax()));
    Log.Appender.setWaitTimeMin(properties, TimeDuration.ONE_MILLISECOND);
    Log.Appender.setInstallSnapshotEnabled(properties, false);
  }

  private static void bounds(RaftProperties properties, RaftConfig config) {
    RaftServerConfigKeys.Write.setElementLimit(properties, config.pendingEntriesMax());
    RaftServerConfigKeys.Write.setByteLimit(
        properties, SizeInBytes.valueOf(config.pendingBytesMax()));
    RaftServerConfigKeys.Watch.setElementLimit(properties, 1);
    Log.setQueueElementLimit(properties, 2 * config.pendingEntriesMax());
    Log.setQueueByteLimit(properties, SizeInBytes.valueOf(config.pendingBytesMax()));
    // Retries are recognised by our own request ids (T3); a call id is never used twice.
    RaftServerConfigKeys.RetryCache.setExpiryTime(properties, RETRY_CACHE);
    RaftServerConfigKeys.Read.ReadAfterWriteConsistent.setWriteIndexCacheExpiryTime(
        properties, RETRY_CACHE);
  }

  private static void snapshots(RaftProperties properties, RaftConfig config) {
    Snapshot.setAutoTriggerEnabled(properties, true);
    Snapshot.setAutoTriggerThreshold(properties, config.flushEntries());
    Snapshot.setTriggerWhenStopEnabled(properties, false);
    Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    Snapshot.setCreationGap(properties, 1);
  }

  /// Asserts what acknowledged writes depend on, as Ratis will read it.
  static void check(RaftProperties properties) {
    require(!Log.useMemory(properties), Log.USE_MEMORY_KEY);
    require(!Log.unsafeFlushEnabled(properties), Log.UNSAFE_FLUSH_ENABLED_KEY);
    require(!Log.asyncFlushEnabled(properties), Log.ASYNC_FLUSH_ENABLED_KEY);
    require(
        Log.corruptionPolicy(properties) == Log.CorruptionPolicy.EXCEPTION,
        Log.CORRUPTION_POLICY_KEY);
    require(
        !Log.Appender.installSnapshotEnabled(properties),
        Log.Appender.INSTALL_SNAPSHOT_ENABLED_KEY);
    require(Log.purgeUptoSnapshotIndex(properties), Log.PURGE_UPTO_SNAPSHOT_INDEX_KEY);
    require(Snapshot.autoTriggerEnabled(properties), Snapshot.AUTO_TRIGGER_ENABLED_KEY);
    require(
        Log.writeBufferSize(properties).getSize()
            >= Log.Appender.bufferByteLimit(properties).getSize() + 8,
        Log.WRITE_BUFFER_SIZE_KEY);
    require(
        RaftServerConfigKeys.LeaderElection.preVote(properties),
        RaftServerConfigKeys.LeaderElection.PRE_VOTE_KEY);
  }

  private static void require(boolean condition, String key) {
    if (!condition) {
      throw new IllegalStateException("the Raft server would run with an unsafe value of " + key);
    }
  }

  private static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
