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
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One replica's failures stay its own, and are told.
class RatisFailureIT {
  private static final NodeId NODE = new NodeId(1);
  private static final List<NodeId> ALONE = List.of(NODE);

  @TempDir static Path directory;
  private static RatisNodes nodes;

  private ShardId bad;
  private ShardId good;
  private RecordingListener badListener = new RecordingListener();
  private RecordingListener goodListener = new RecordingListener();

  @BeforeAll
  static void startNodes() {
    nodes = new RatisNodes(directory);
  }

  @AfterAll
  static void stopNodes() {
    nodes.close();
  }

  @BeforeEach
  void nameShards() {
    bad = nodes.newShard();
    good = nodes.newShard();
  }

  private ReplicatedLog open(ShardId shard, RecordingListener listener) {
    ReplicatedLog log = nodes.open(NODE, shard, ALONE, listener);
    RatisNodes.until("leader of " + shard, () -> listener.ledTerm > 0);
    return log;
  }

  private static Outcome write(ReplicatedLog log, RecordingListener listener, String key) {
    var outcome = log.propose(TestEntries.put(listener.ledTerm, key, "v"));
    RatisNodes.until("an outcome", outcome::isDone);
    return outcome.join();
  }

  private Path openSegment(ShardId shard) throws IOException {
    Path groups = nodes.nodeDirectory(NODE).resolve("groups");
    Path group = groups.resolve(GroupNames.of("test").group(shard).getUuid().toString());
    try (var files = Files.list(group.resolve("current"))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("log_"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aFlippedByteInALogStopsItsShardOnlyAndIsNamed() throws IOException {
    ReplicatedLog badLog = open(bad, badListener);
    ReplicatedLog goodLog = open(good, goodListener);
    for (int i = 0; i < 10; i++) {
      write(badLog, badListener, "k" + i);
      write(goodLog, goodListener, "k" + i);
    }
    Path segment = openSegment(bad);
    badLog.close();
    goodLog.close();
    goodListener = new RecordingListener();
    flip(segment, 200);
    byte[] evidence = Files.readAllBytes(segment);

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> nodes.open(NODE, bad, ALONE, badListener))
          .isInstanceOfSatisfying(
              HalcyonException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class));
    }
    goodLog = open(good, goodListener);
    assertThat(write(goodLog, goodListener, "after")).isInstanceOf(Outcome.Applied.class);
    assertThat(Files.readAllBytes(segment)).isEqualTo(evidence);
    assertThat(nodes.host(NODE).existing()).contains(bad, good);
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
    ReplicatedLog badLog = open(bad, badListener);
    ReplicatedLog goodLog = open(good, goodListener);
    badListener.poison = "poison";
    assertThat(write(badLog, badListener, "poison")).isInstanceOf(Outcome.Unknown.class);
    RatisNodes.until("the failure", () -> !badListener.failures.isEmpty());
    assertThat(badListener.failures).hasSize(1).first().isInstanceOf(Failure.Internal.class);
    assertThat(badListener.ledTerm).isZero();
    RatisNodes.until("the stop", () -> badLog.status().role() == Role.STOPPED);
    assertThat(badLog.propose(TestEntries.put(1, "k", "v")).join())
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(write(goodLog, goodListener, "k")).isInstanceOf(Outcome.Applied.class);
    assertThat(goodListener.failures).isEmpty();
  }

  @Test
  void aReplicaThatRatisClosesByItselfIsReported() throws IOException {
    open(bad, badListener);
    Objects.requireNonNull(nodes.host(NODE).division(bad)).close();
    RatisNodes.until("the failure", () -> !badListener.failures.isEmpty());
    assertThat(badListener.failures).hasSize(1);
    assertThat(badListener.ledTerm).isZero();
  }

  @Test
  void aServerThatRatisClosesByItselfAsAfterALongPauseReportsAllReplicas() throws IOException {
    open(bad, badListener);
    open(good, goodListener);
    nodes.host(NODE).server().close();
    RatisNodes.until(
        "the failures", () -> !badListener.failures.isEmpty() && !goodListener.failures.isEmpty());
    nodes.stop(NODE);
  }

  @Test
  void aClosedReplicaIsNotAFailureAndOpensAgain() {
    ReplicatedLog log = open(bad, badListener);
    write(log, badListener, "k");
    log.close();
    log.close();
    assertThat(badListener.failures).isEmpty();
    badListener = new RecordingListener();
    ReplicatedLog again = open(bad, badListener);
    assertThat(TestEntries.read(again.store(), "k")).isEqualTo("v");
    assertThat(write(again, badListener, "k2")).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void aRemovedReplicaLeavesNothingAndCanBeCreatedAnew() {
    ReplicatedLog log = open(bad, badListener);
    write(log, badListener, "k");
    nodes.host(NODE).remove(bad, true);
    assertThat(nodes.host(NODE).existing()).doesNotContain(bad);
    badListener = new RecordingListener();
    ReplicatedLog again = open(bad, badListener);
    assertThat(TestEntries.read(again.store(), "k")).isNull();
  }

  @Test
  void aStoreWithoutItsLogIsRefused() throws IOException {
    ReplicatedLog log = open(bad, badListener);
    write(log, badListener, "k");
    log.store().flush();
    nodes.host(NODE).remove(bad, false);
    assertThatThrownBy(() -> nodes.open(NODE, bad, ALONE, badListener))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class));
  }

  @Test
  void theEndThatAKilledWriteToreOffIsCutAndTheRestIsKept() throws IOException {
    ReplicatedLog log = open(bad, badListener);
    for (int i = 0; i < 10; i++) {
      write(log, badListener, "k" + i);
    }
    Path segment = openSegment(bad);
    nodes.stop(NODE);
    badListener = new RecordingListener();
    tear(segment);
    log = open(bad, badListener);
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
      access.write(new byte[] {(byte) ((6000 & 0x7f) | 0x80), (byte) (6000 >> 7)});
      while (access.getFilePointer() % 4096 != 0) {
        access.write(0x55);
      }
    }
  }
}
