package io.halcyon.raftstorage.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.log.LogStatus.Role;
import io.halcyon.raftstorage.log.RecordingListener;
import io.halcyon.raftstorage.log.ReplicatedLog;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import io.halcyon.raftstorage.log.TestEntries;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One replica's failures stay its own, and are told.
class RatisFailureIT {
  private static final NodeId NODE = new NodeId(1);
  private static final List<NodeId> ALONE = List.of(NODE);
  private static final ShardId BAD = new ShardId(1);
  private static final ShardId GOOD = new ShardId(2);

  @TempDir Path directory;
  private RatisCluster cluster;
  private RecordingListener badListener = new RecordingListener();
  private RecordingListener goodListener = new RecordingListener();

  @BeforeEach
  void create() {
    cluster = new RatisCluster(directory);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private ReplicatedLog open(ShardId shard, RecordingListener listener) {
    ReplicatedLog log = cluster.open(NODE, shard, ALONE, listener);
    RatisCluster.until("leader of " + shard, () -> listener.ledTerm > 0);
    return log;
  }

  private static Outcome write(ReplicatedLog log, RecordingListener listener, String key) {
    var outcome = log.propose(TestEntries.put(listener.ledTerm, key, "v"));
    RatisCluster.until("an outcome", outcome::isDone);
    return outcome.join();
  }

  private Path openSegment(ShardId shard) throws IOException {
    Path groups = cluster.nodeDirectory(NODE).resolve("groups");
    Path group = groups.resolve(GroupNames.of("test").group(shard).getUuid().toString());
    try (var files = Files.list(group.resolve("current"))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("log_"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private void restart() {
    cluster.stop(NODE);
    badListener = new RecordingListener();
    goodListener = new RecordingListener();
  }

  @Test
  void aFlippedByteInALogStopsItsShardOnlyAndIsNamed() throws IOException {
    ReplicatedLog bad = open(BAD, badListener);
    ReplicatedLog good = open(GOOD, goodListener);
    for (int i = 0; i < 10; i++) {
      write(bad, badListener, "k" + i);
      write(good, goodListener, "k" + i);
    }
    Path segment = openSegment(BAD);
    restart();
    flip(segment, 200);
    byte[] evidence = Files.readAllBytes(segment);

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> cluster.open(NODE, BAD, ALONE, badListener))
          .isInstanceOfSatisfying(
              HalcyonException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class));
    }
    good = open(GOOD, goodListener);
    assertThat(write(good, goodListener, "after")).isInstanceOf(Outcome.Applied.class);
    assertThat(Files.readAllBytes(segment)).isEqualTo(evidence);
    assertThat(cluster.host(NODE).existing()).containsExactly(BAD, GOOD);
  }

  private static void flip(Path file, long position) throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(position);
      int value = access.read();
      access.seek(position);
      access.write(value ^ 0x10);
    }
  }

  @Test
  void aFailingApplyStopsItsReplicaOnlyAndTheProposerDoesNotLearnSuccess() {
    ReplicatedLog bad = open(BAD, badListener);
    ReplicatedLog good = open(GOOD, goodListener);
    badListener.poison = "poison";
    assertThat(write(bad, badListener, "poison")).isInstanceOf(Outcome.Unknown.class);
    RatisCluster.until("the failure", () -> !badListener.failures.isEmpty());
    assertThat(badListener.failures).hasSize(1).first().isInstanceOf(Failure.Internal.class);
    assertThat(badListener.ledTerm).isZero();
    RatisCluster.until("the stop", () -> bad.status().role() == Role.STOPPED);
    assertThat(bad.propose(TestEntries.put(1, "k", "v")).join())
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(write(good, goodListener, "k")).isInstanceOf(Outcome.Applied.class);
    assertThat(goodListener.failures).isEmpty();
  }

  @Test
  void aReplicaThatRatisClosesByItselfIsReported() throws IOException {
    open(BAD, badListener);
    cluster.host(NODE).division(BAD).close();
    RatisCluster.until("the failure", () -> !badListener.failures.isEmpty());
    assertThat(badListener.failures).hasSize(1);
    assertThat(badListener.ledTerm).isZero();
  }

  @Test
  void aServerThatRatisClosesByItselfAsAfterALongPauseReportsAllReplicas() throws IOException {
    open(BAD, badListener);
    open(GOOD, goodListener);
    cluster.host(NODE).server().close();
    RatisCluster.until(
        "the failures", () -> !badListener.failures.isEmpty() && !goodListener.failures.isEmpty());
  }

  @Test
  void aClosedReplicaIsNotAFailureAndOpensAgain() {
    ReplicatedLog log = open(BAD, badListener);
    write(log, badListener, "k");
    log.close();
    log.close();
    assertThat(badListener.failures).isEmpty();
    badListener = new RecordingListener();
    ReplicatedLog again = open(BAD, badListener);
    assertThat(TestEntries.read(again.store(), "k")).isEqualTo("v");
    assertThat(write(again, badListener, "k2")).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void aRemovedReplicaLeavesNothingAndCanBeCreatedAnew() {
    ReplicatedLog log = open(BAD, badListener);
    write(log, badListener, "k");
    cluster.host(NODE).remove(BAD, true);
    assertThat(cluster.host(NODE).existing()).isEmpty();
    badListener = new RecordingListener();
    ReplicatedLog again = open(BAD, badListener);
    assertThat(TestEntries.read(again.store(), "k")).isNull();
  }

  @Test
  void aStoreWithoutItsLogIsRefused() throws IOException {
    ReplicatedLog log = open(BAD, badListener);
    write(log, badListener, "k");
    log.store().flush();
    cluster.host(NODE).remove(BAD, false);
    assertThatThrownBy(() -> cluster.open(NODE, BAD, ALONE, badListener))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class));
  }

  @Test
  void theEndThatAKilledWriteToreOffIsCutAndTheRestIsKept() throws IOException {
    ReplicatedLog log = open(BAD, badListener);
    for (int i = 0; i < 10; i++) {
      write(log, badListener, "k" + i);
    }
    Path segment = openSegment(BAD);
    restart();
    tear(segment);
    log = open(BAD, badListener);
    for (int i = 0; i < 10; i++) {
      assertThat(TestEntries.read(log.store(), "k" + i)).isEqualTo("v");
    }
    assertThat(write(log, badListener, "after")).isInstanceOf(Outcome.Applied.class);
  }

  /// Writes the first part of an entry of 6000 bytes, up to a page boundary, over the zeros.
  private static void tear(Path segment) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    try (var access = new RandomAccessFile(segment.toFile(), "rw")) {
      access.seek(end);
      access.write(new byte[] {(byte) (6000 & 0x7f | 0x80), (byte) (6000 >> 7)});
      while (access.getFilePointer() % 4096 != 0) {
        access.write(0x55);
      }
    }
  }
}
