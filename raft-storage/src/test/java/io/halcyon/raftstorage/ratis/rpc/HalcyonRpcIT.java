package io.halcyon.raftstorage.ratis.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.NodeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Raft over the peer transport: replication, elections, catching up, partitions.
class HalcyonRpcIT {
  @TempDir Path directory;

  private static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  private static void awaitEverywhere(
      RaftRpcCluster cluster, RaftGroupId group, List<String> expected) {
    for (NodeId node : cluster.members.keySet()) {
      RaftRpcCluster.await(
          node + " has " + expected.size() + " values",
          () -> new HashSet<>(cluster.values(node, group)).containsAll(expected));
    }
  }

  private static void assertSameOrder(RaftRpcCluster cluster, RaftGroupId group) {
    List<List<String>> all =
        cluster.members.keySet().stream().map(n -> cluster.values(n, group)).toList();
    assertThat(all).allSatisfy(v -> assertThat(v).isEqualTo(all.getFirst()));
  }

  @Test
  void pipelinedWritesReplicateInOrderWithFewFramesAndWithoutHandOff() throws Exception {
    try (var cluster = new RaftRpcCluster(directory, 3, 1, false)) {
      RaftGroupId group = cluster.group(0);
      cluster.write(group, "first");
      NodeId leader = cluster.awaitLeader(group);
      List<String> values = numbered("v", 500);
      List<CompletableFuture<RaftClientReply>> replies = new ArrayList<>();
      for (String value : values) {
        replies.add(cluster.submit(leader, group, value));
      }
      for (var reply : replies) {
        assertThat(reply.get(30, TimeUnit.SECONDS).isSuccess()).isTrue();
      }
      awaitEverywhere(cluster, group, values);
      assertSameOrder(cluster, group);
      NodeId follower =
          cluster.members.keySet().stream().filter(n -> !n.equals(leader)).findAny().orElseThrow();
      var inbound = cluster.member(follower).counters.snapshot();
      assertThat(inbound.inlineAppends()).isGreaterThan(inbound.handedOverAppends());
      assertThat(cluster.member(leader).heard.keySet())
          .as("followers' clocks arrive with their replies")
          .hasSize(2);
    }
  }

  @Test
  void stoppedLeaderIsReplacedAndItsReturnCatchesUp() throws Exception {
    try (var cluster = new RaftRpcCluster(directory, 3, 1, false)) {
      RaftGroupId group = cluster.group(0);
      for (String value : numbered("a", 20)) {
        cluster.write(group, value);
      }
      NodeId first = cluster.awaitLeader(group);
      cluster.stop(first);
      for (String value : numbered("b", 20)) {
        cluster.write(group, value);
      }
      assertThat(cluster.leader(group)).isPresent().isNotEqualTo(java.util.Optional.of(first));
      cluster.start(first);
      cluster.write(group, "last");
      awaitEverywhere(cluster, group, numbered("a", 20));
      awaitEverywhere(cluster, group, numbered("b", 20));
      awaitEverywhere(cluster, group, List.of("last"));
      assertSameOrder(cluster, group);
    }
  }

  @Test
  void restartedFollowerCatchesUpWhileWritesGoOn() throws Exception {
    try (var cluster = new RaftRpcCluster(directory, 3, 1, false)) {
      RaftGroupId group = cluster.group(0);
      cluster.write(group, "first");
      NodeId leader = cluster.awaitLeader(group);
      NodeId follower =
          cluster.members.keySet().stream().filter(n -> !n.equals(leader)).findAny().orElseThrow();
      for (int round = 0; round < 2; round++) {
        cluster.stop(follower);
        for (String value : numbered("r" + round + "-", 40)) {
          cluster.write(group, value);
        }
        cluster.start(follower);
        for (String value : numbered("s" + round + "-", 20)) {
          cluster.write(group, value);
        }
        awaitEverywhere(cluster, group, numbered("r" + round + "-", 40));
        awaitEverywhere(cluster, group, numbered("s" + round + "-", 20));
      }
      assertSameOrder(cluster, group);
    }
  }

  @Test
  void partitionedLeaderIsReplacedAndHealingConverges() throws Exception {
    try (var cluster = new RaftRpcCluster(directory, 3, 1, false)) {
      RaftGroupId group = cluster.group(0);
      cluster.write(group, "before");
      NodeId old = cluster.awaitLeader(group);
      cluster.filter((from, to) -> !from.equals(old) && !to.equals(old));
      var doubtful = cluster.submit(old, group, "doubtful");
      RaftRpcCluster.await(
          "another leader", () -> cluster.leader(group).filter(n -> !n.equals(old)).isPresent());
      for (String value : numbered("during", 20)) {
        cluster.write(group, value);
      }
      cluster.filter((from, to) -> true);
      cluster.write(group, "after");
      awaitEverywhere(cluster, group, numbered("during", 20));
      awaitEverywhere(cluster, group, List.of("before", "after"));
      assertSameOrder(cluster, group);
      RaftRpcCluster.await("the cut off write is decided", doubtful::isDone);
    }
  }

  @Test
  void oneWayCutOfAFollowerHeals() throws Exception {
    try (var cluster = new RaftRpcCluster(directory, 3, 1, false)) {
      RaftGroupId group = cluster.group(0);
      cluster.write(group, "before");
      NodeId leader = cluster.awaitLeader(group);
      NodeId deaf =
          cluster.members.keySet().stream().filter(n -> !n.equals(leader)).findAny().orElseThrow();
      cluster.filter((from, to) -> !(from.equals(deaf) && to.equals(leader)));
      for (String value : numbered("during", 50)) {
        cluster.write(group, value);
      }
      cluster.filter((from, to) -> true);
      cluster.write(group, "after");
      awaitEverywhere(cluster, group, numbered("during", 50));
      awaitEverywhere(cluster, group, List.of("after"));
      assertSameOrder(cluster, group);
    }
  }

  @Test
  void eightGroupsShareTheConnections() throws Exception {
    try (var cluster = new RaftRpcCluster(directory, 3, 8, false)) {
      List<CompletableFuture<RaftClientReply>> replies = new ArrayList<>();
      for (int g = 0; g < 8; g++) {
        cluster.write(cluster.group(g), "first");
      }
      for (String value : numbered("v", 50)) {
        for (int g = 0; g < 8; g++) {
          replies.add(
              cluster.submit(cluster.awaitLeader(cluster.group(g)), cluster.group(g), value));
        }
      }
      for (var reply : replies) {
        assertThat(reply.get(30, TimeUnit.SECONDS).isSuccess()).isTrue();
      }
      for (int g = 0; g < 8; g++) {
        awaitEverywhere(cluster, cluster.group(g), numbered("v", 50));
        assertSameOrder(cluster, cluster.group(g));
      }
      cluster
          .members
          .values()
          .forEach(m -> assertThat(m.transport.peers()).as("one connection a peer").hasSize(2));
    }
  }

  @Test
  void followerBehindThePurgedLogIsToldToFetchASnapshot() throws Exception {
    try (var cluster = new RaftRpcCluster(directory, 3, 1, true)) {
      RaftGroupId group = cluster.group(0);
      cluster.write(group, "first");
      NodeId leader = cluster.awaitLeader(group);
      NodeId follower =
          cluster.members.keySet().stream().filter(n -> !n.equals(leader)).findAny().orElseThrow();
      cluster.stop(follower);
      for (String value : numbered("p", 200)) {
        cluster.write(group, value);
      }
      cluster.start(follower);
      cluster.write(group, "last");
      awaitEverywhere(cluster, group, numbered("p", 200));
      awaitEverywhere(cluster, group, List.of("last"));
      assertThat(cluster.disk(follower.toString(), group).installs.get()).isPositive();
      assertSameOrder(cluster, group);
    }
  }
}
