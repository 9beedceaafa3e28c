package io.halcyon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.node.repair.ScrubConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damage to what a replica has stored: found, reported, never served, and healed from the others
/// without anybody's help. Each test damages all three replicas, one after the other, so that what
/// is left at the end has been copied from replica to replica.
class CorruptionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int KEYS = 60;
  private static final List<Integer> SHARDS = List.of(0, 1);

  @TempDir Path directory;

  private EmbeddedCluster start(Duration scrubEvery) throws IOException {
    return Halcyon.cluster(3)
        .shards(1)
        .directory(directory)
        .nodeSettings(node -> node.withScrub(new ScrubConfig(scrubEvery, 64 << 20)))
        .start();
  }

  /// Writes, and restarts, which leaves tables behind and empties all caches.
  private void fill() throws IOException {
    try (var cluster = start(Duration.ZERO)) {
      for (int i = 0; i < KEYS; i++) {
        cluster.client().put(key(i), value(i));
      }
    }
  }

  private static String key(int i) {
    return "key%03d".formatted(i);
  }

  private static String value(int i) {
    return "value %d ".formatted(i).repeat(20);
  }

  private static void assertWhole(EmbeddedCluster cluster) {
    HalcyonClient client = cluster.client().withTimeout(PATIENCE);
    for (int i = 0; i < KEYS; i++) {
      assertThat(client.get(key(i)).map(Entry::text)).contains(value(i));
    }
  }

  private Path of(int node) {
    return directory.resolve("n" + node);
  }

  private Path store(int node, int shard) throws IOException {
    try (var all = Files.list(of(node).resolve("stores"))) {
      return all.filter(path -> path.getFileName().toString().matches("s?" + shard))
          .findFirst()
          .orElseThrow();
    }
  }

  private static List<Path> files(Path root, String pattern) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(path -> path.getFileName().toString().matches(pattern))
          .filter(Files::isRegularFile)
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static void flip(Path file, long position) throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(position);
      int value = access.read();
      access.seek(position);
      access.write(value ^ 0x10);
    }
  }

  /// Flips a byte in the data of each table of a store.
  private void damageTables(int node, int shard) throws IOException {
    List<Path> tables = files(store(node, shard), ".*\\.sst");
    assertThat(tables).isNotEmpty();
    for (Path table : tables) {
      flip(table, 20);
    }
  }

  private void damageLogs(int node) throws IOException {
    List<Path> logs = files(of(node).resolve("raft/groups"), "log_.*");
    assertThat(logs).hasSizeGreaterThanOrEqualTo(SHARDS.size());
    for (Path log : logs) {
      flip(log, 30);
    }
  }

  private static double metric(EmbeddedCluster cluster, int node, String name, int shard)
      throws IOException, InterruptedException {
    return PrometheusText.of(cluster.node(node).config().httpListen())
        .value(name + "{shard=\"" + shard + "\"}");
  }

  /// Waits until a node has replaced its replicas of the given shards and serves again.
  private static void awaitRepaired(EmbeddedCluster cluster, int node, List<Integer> shards)
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int shard : shards) {
      long tries = PATIENCE.toMillis() / 50;
      while (metric(cluster, node, "halcyon_replica_repairs_total", shard) < 1) {
        assertThat(tries--).as("repair of shard %s on node %s", shard, node).isPositive();
        assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(metric(cluster, node, "halcyon_replica_corruptions_total", shard))
          .isGreaterThanOrEqualTo(1);
    }
    cluster.awaitReady(PATIENCE);
    for (int shard : shards) {
      assertThat(metric(cluster, node, "halcyon_replica_failed", shard)).isZero();
    }
  }

  @Test
  void damagedTablesThatNobodyReadsAreFoundByTheScrubAndHealed() throws Exception {
    fill();
    try (var cluster = start(Duration.ofMillis(300))) {
      for (int node = 1; node <= 3; node++) {
        for (int shard : SHARDS) {
          damageTables(node, shard);
        }
        awaitRepaired(cluster, node, SHARDS);
        assertThat(files(of(node).resolve("damaged"), ".*\\.sst")).as("evidence").isNotEmpty();
      }
      assertWhole(cluster);
    }
  }

  @Test
  void damagedTablesAreFoundByReadsAndNeverServed() throws Exception {
    fill();
    try (var cluster = start(Duration.ZERO)) {
      int leader = leader(cluster);
      damageTables(leader, 1);
      assertWhole(cluster);
      awaitRepaired(cluster, leader, List.of(1));
      // The others had no part in it.
      for (int node = 1; node <= 3; node++) {
        assertThat(metric(cluster, node, "halcyon_replica_corruptions_total", 1))
            .isEqualTo(node == leader ? 1 : 0);
      }
      assertWhole(cluster);
    }
  }

  private static int leader(EmbeddedCluster cluster) throws Exception {
    for (int node = 1; node <= 3; node++) {
      if (metric(cluster, node, "halcyon_replica_leader", 1) == 1) {
        return node;
      }
    }
    throw new AssertionError("no node leads");
  }

  @Test
  void damagedLogsAreFoundByTheScrubAndHealed() throws Exception {
    try (var cluster = start(Duration.ofMillis(300))) {
      for (int i = 0; i < KEYS; i++) {
        cluster.client().put(key(i), value(i));
      }
      for (int node = 1; node <= 3; node++) {
        damageLogs(node);
        awaitRepaired(cluster, node, SHARDS);
      }
      assertWhole(cluster);
    }
  }

  @Test
  void whatWasDamagedOrLostWhileANodeWasDownIsHealedAfterItsStart() throws Exception {
    fill();
    try (var cluster = start(Duration.ofMillis(300))) {
      cluster.node(1).kill();
      damageLogs(1);
      cluster.node(1).start();
      awaitRepaired(cluster, 1, SHARDS);

      cluster.node(2).kill();
      for (int shard : SHARDS) {
        damageTables(2, shard);
      }
      cluster.node(2).start();
      awaitRepaired(cluster, 2, SHARDS);

      cluster.node(3).kill();
      deleteLogs(3);
      cluster.node(3).start();
      awaitRepaired(cluster, 3, SHARDS);
      assertWhole(cluster);
    }
  }

  private void deleteLogs(int node) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(of(node).resolve("raft/groups"), 1)) {
      files = tree.skip(1).toList();
    }
    assertThat(files).hasSize(SHARDS.size());
    for (Path group : files) {
      try (Stream<Path> tree = Files.walk(group)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Test
  void aReplacementThatARestartInterruptedBeginsAnew() throws Exception {
    fill();
    try (var cluster = start(Duration.ZERO)) {
      cluster.node(3).kill();
      Path marks = Files.createDirectories(of(3).resolve("repairing"));
      Files.createFile(marks.resolve(store(3, 1).getFileName()));
      cluster.node(3).start();
      awaitRepaired(cluster, 3, List.of(1));
      assertThat(marks).isEmptyDirectory();
      assertWhole(cluster);
    }
  }
}
