package io.halcyon.raftstorage.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.junit.jupiter.api.Test;

class RatisPropertiesTest {
  private static final Path DIRECTORY = Path.of("/data/raft/empty");

  @Test
  void everyKeyThatSafetyDependsOnIsSet() {
    var properties = RatisProperties.of(RaftConfig.DEFAULT, DIRECTORY);
    assertThat(RaftServerConfigKeys.storageDir(properties)).containsExactly(DIRECTORY.toFile());
    assertThat(
            RaftServerConfigKeys.Rpc.timeoutMin(properties)
                .toIntExact(java.util.concurrent.TimeUnit.MILLISECONDS))
        .isEqualTo(1000);
    assertThat(RaftServerConfigKeys.Log.corruptionPolicy(properties))
        .isEqualTo(RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
    assertThat(RaftServerConfigKeys.Log.unsafeFlushEnabled(properties)).isFalse();
    assertThat(RaftServerConfigKeys.Log.Appender.installSnapshotEnabled(properties)).isFalse();
  }

  @Test
  void anUnsafeValueStopsTheStart() {
    var properties = RatisProperties.of(RaftConfig.DEFAULT, DIRECTORY);
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, true);
    assertThatThrownBy(() -> RatisProperties.check(properties))
        .hasMessageContaining(RaftServerConfigKeys.Log.ASYNC_FLUSH_ENABLED_KEY);
  }

  @Test
  void ratisMetricsAreOff() {
    assertThat(MetricRegistries.global()).isInstanceOf(LogMetricRegistries.class);
  }

  @Test
  void aConfigurationThatContradictsItselfNamesTheKey() {
    var d = RaftConfig.DEFAULT;
    assertThatThrownBy(() ->
            new RaftConfig(
                d.electionTimeoutMin(),
                Duration.ofMillis(500),
                d.stepDownWait(),
                d.requestTimeout(),
                d.pauseMax(),
                d.entryBytesMax(),
                d.pendingEntriesMax(),
                d.pendingBytesMax(),
                d.segmentBytes(),
                d.cachedSegments(),
                d.cacheBytes(),
                d.flushEntries(),
                d.retainedEntries(),
                d.purgeEntries()))
        .hasMessageContaining("node.raft.election-timeout-max");
  }

  @Test
  void groupNamesAreReadBackAndOtherClustersAreNot() {
    var names = GroupNames.of("one");
    var shard = new io.halcyon.core.id.ShardId(12345);
    String directory = names.group(shard).getUuid().toString();
    assertThat(names.shard(directory)).contains(shard);
    assertThat(GroupNames.of("two").shard(directory)).isEmpty();
    assertThat(names.shard("lost+found")).isEmpty();
  }
}
