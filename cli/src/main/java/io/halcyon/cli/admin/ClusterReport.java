package io.halcyon.cli.admin;

import io.halcyon.cli.output.ByteCount;
import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.ReplicaStatus;
import io.halcyon.proto.v1.RingRecord;
import io.halcyon.proto.v1.ShardRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Prints what a cluster is made of and how it does.
public final class ClusterReport {
  private final ClusterState state;
  private final List<ReplicaStatus> replicas;

  public ClusterReport(GetClusterResponse cluster) {
    this.state = cluster.getState();
    this.replicas = cluster.getReplicasList();
  }

  public void print(Terminal terminal, OutputFormat format) {
    switch (format) {
      case JSON -> terminal.out().println(Printer.json(json()));
      case TABLE -> {
        terminal
            .out()
            .printf(
                "cluster %s, version %d, ring epoch %d%n%n",
                state.getClusterId(), state.getVersion(), state.getRing().getEpoch());
        Printer printer = new Printer(terminal, format);
        printer.rows(state.getNodesList().stream().map(this::node).toList());
        terminal.out().println();
        printer.rows(state.getShardsList().stream().map(this::shard).toList());
        problems().forEach((problem, where) -> terminal.out().printf("%n%s: %s%n", where, problem));
      }
    }
    terminal.flush();
  }

  /// Returns what is wrong, and where; the same trouble of several shards of a node once.
  private Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    for (ReplicaStatus replica : replicas) {
      if (!replica.getProblem().isEmpty()) {
        problems.merge(
            replica.getProblem(),
            "n" + replica.getNode() + " s" + replica.getShard(),
            (where, more) -> where + ", " + more);
      }
    }
    return problems;
  }

  private Row json() {
    return Row.of("clusterId", state.getClusterId())
        .with("version", state.getVersion())
        .with("ringEpoch", state.getRing().getEpoch())
        .with("nodes", state.getNodesList().stream().map(this::node).toList())
        .with("shards", state.getShardsList().stream().map(this::shard).toList());
  }

  private Row node(NodeRecord node) {
    long leads =
        replicas.stream()
            .filter(r -> r.getNode() == node.getId() && r.getLeaderNode() == r.getNode())
            .count();
    return Row.of("node", "n" + node.getId())
        .with(
            "state",
            node.getLiveness().name().toLowerCase(Locale.ROOT)
                + (node.getDraining() ? ", draining" : ""))
        .with("leads", leads)
        .with("rpc", node.getRpcAddress())
        .with("peer", node.getRaftAddress())
        .with("http", node.getHttpAddress().isEmpty() ? null : node.getHttpAddress())
        .with("starts", node.getIncarnation());
  }

  private Row shard(ShardRecord shard) {
    ReplicaStatus leader = leader(shard.getId());
    long largest =
        replicas.stream()
            .filter(r -> r.getShard() == shard.getId())
            .mapToLong(ReplicaStatus::getStoreBytes)
            .max()
            .orElse(0);
    return Row.of("shard", "s" + shard.getId())
        .with("share", shard.getId() == 0 ? "system" : share(shard.getId()))
        .with("leader", leader == null ? null : "n" + leader.getNode())
        .with(
            "replicas",
            shard.getReplicasList().stream()
                .map(ReplicaRecord::getNode)
                .sorted()
                .map(id -> "n" + id)
                .toList())
        .with("term", leader == null ? null : leader.getTerm())
        .with("commit", leader == null ? null : leader.getCommitIndex())
        .with("lag", leader == null ? null : lag(shard.getId(), leader))
        .with("store", ByteCount.show(largest));
  }

  private @Nullable ReplicaStatus leader(int shard) {
    return replicas.stream()
        .filter(r -> r.getShard() == shard && r.getLeaderNode() == r.getNode())
        .max((a, b) -> Long.compareUnsigned(a.getTerm(), b.getTerm()))
        .orElse(null);
  }

  /// Returns how many entries the slowest replica that answers is behind.
  private long lag(int shard, ReplicaStatus leader) {
    return replicas.stream()
        .filter(r -> r.getShard() == shard && r.getProblem().isEmpty())
        .mapToLong(r -> Math.max(0, leader.getCommitIndex() - r.getAppliedIndex()))
        .max()
        .orElse(0);
  }

  private String share(int shard) {
    return "%.1f %%".formatted(100 * shares(state.getRing()).getOrDefault(shard, 0.0));
  }

  /// Returns which part of all tokens each shard owns.
  private static Map<Integer, Double> shares(RingRecord ring) {
    List<Map.Entry<Integer, Double>> parts = new ArrayList<>();
    int count = ring.getTokensCount();
    for (int i = 0; i < count; i++) {
      // The difference wraps around at the end of the ring, as tokens do.
      long width = ring.getTokens((i + 1) % count) - ring.getTokens(i);
      double part = count == 1 ? 1 : unsigned(width) / 0x1p64;
      parts.add(Map.entry(ring.getShards(i), part));
    }
    return parts.stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.summingDouble(Map.Entry::getValue)));
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : value + 0x1p64;
  }
}
