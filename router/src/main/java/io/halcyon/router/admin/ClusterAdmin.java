package io.halcyon.router.admin;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.DrainNodeResponse;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.ReplicaStatus;
import io.halcyon.proto.v1.ShardRecord;
import io.halcyon.proto.v1.TransferLeaderRequest;
import io.halcyon.proto.v1.TransferLeaderResponse;
import io.halcyon.proto.v1.UndrainNodeRequest;
import io.halcyon.proto.v1.UndrainNodeResponse;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.shardmap.ShardMap;
import io.halcyon.router.shardmap.ShardRoute;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Answers what an operator asks. Reports come from all nodes in parallel; orders go to the node
/// that can carry them out: draining to the system shard's leader, a transfer to the shard's own.
///
/// Thread-safe. Blocks: for virtual threads.
public final class ClusterAdmin {
  private static final Duration REPORT_TIMEOUT = Duration.ofSeconds(1);

  private final ClusterView view;
  private final NodeAdmin.Directory nodes;
  private final PhysicalClock clock;

  public ClusterAdmin(ClusterView view, NodeAdmin.Directory nodes, PhysicalClock clock) {
    this.view = view;
    this.nodes = nodes;
    this.clock = clock;
  }

  /// Returns the state and every node's report of its replicas; the replicas of a node that does
  /// not answer in time are listed with that as their problem.
  public GetClusterResponse cluster() {
    ShardMap map = view.current();
    GetClusterResponse.Builder response = GetClusterResponse.newBuilder().setState(map.state());
    Map<Long, Future<GetClusterResponse>> reports = new TreeMap<>();
    try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long node : map.addresses().keySet()) {
        String address = map.address(node);
        if (address != null) {
          reports.put(node, tasks.submit(() -> nodes.at(address).cluster(REPORT_TIMEOUT)));
        }
      }
    }
    map.addresses()
        .keySet()
        .forEach(node -> response.addAllReplicas(statusOf(node, reports.get(node), map)));
    return response.build();
  }

  private static List<ReplicaStatus> statusOf(
      long node, @Nullable Future<GetClusterResponse> report, ShardMap map) {
    if (report == null) {
      return unreachable(node, "address not known", map);
    }
    try {
      return report.get().getReplicasList().stream()
          .filter(replica -> replica.getNode() == node)
          .toList();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return unreachable(node, String.valueOf((cause == null ? e : cause).getMessage()), map);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unreachable(node, "interrupted", map);
    }
  }

  private static List<ReplicaStatus> unreachable(long node, String why, ShardMap map) {
    return map.state().getShardsList().stream()
        .filter(shard -> isOn(shard, node))
        .map(shard ->
            ReplicaStatus.newBuilder()
                .setShard(shard.getId())
                .setNode(node)
                .setRole("UNKNOWN")
                .setProblem("node does not answer: " + why)
                .build())
        .toList();
  }

  private static boolean isOn(ShardRecord shard, long node) {
    return shard.getReplicasList().stream().map(ReplicaRecord::getNode).anyMatch(n -> n == node);
  }

  public DrainNodeResponse drain(DrainNodeRequest request, Duration timeout) {
    return atLeader(ShardId.SYSTEM.value(), timeout, (node, left) -> node.drain(request, left));
  }

  public UndrainNodeResponse undrain(UndrainNodeRequest request, Duration timeout) {
    return atLeader(ShardId.SYSTEM.value(), timeout, (node, left) -> node.undrain(request, left));
  }

  public TransferLeaderResponse transfer(TransferLeaderRequest request, Duration timeout) {
    return atLeader(request.getShard(), timeout, (node, left) -> node.transfer(request, left));
  }

  private interface Order<R> {
    R give(NodeAdmin node, Duration timeout);
  }

  /// Asks the believed leader, follows hints, then asks the other replicas; each node once.
  private <R> R atLeader(int shard, Duration timeout, Order<R> order) {
    ShardMap map = view.current();
    ShardRoute route = map.route(shard);
    if (route == null) {
      throw new HalcyonException(
          new Failure.Invalid("there is no shard " + shard + " (or no state of the cluster yet)"));
    }
    long deadline = clock.monotonicNanos() + timeout.toNanos();
    Set<Long> asked = new LinkedHashSet<>();
    Failure last = new Failure.Unavailable("no node of shard " + shard + " has a known address");
    long next = route.candidate(0);
    while (next != 0 && asked.add(next) && clock.monotonicNanos() < deadline) {
      String address = map.address(next);
      if (address != null) {
        try {
          Duration left = Duration.ofNanos(Math.max(1, deadline - clock.monotonicNanos()));
          R result = order.give(nodes.at(address), left);
          route.confirmed(next);
          return result;
        } catch (HalcyonException e) {
          last = e.failure();
          if (!last.safeToRetry()) {
            throw e;
          }
          learn(route, next, last);
        }
      }
      next = unasked(route, asked);
    }
    throw new HalcyonException(last);
  }

  private static void learn(ShardRoute route, long node, Failure failure) {
    if (failure instanceof Failure.NotLeader notLeader) {
      route.denied(node, notLeader.leaderHint() == null ? 0 : notLeader.leaderHint().value());
    } else {
      route.suspect(node);
    }
  }

  private static long unasked(ShardRoute route, Set<Long> asked) {
    if (route.leader() != 0 && !asked.contains(route.leader())) {
      return route.leader();
    }
    for (int turn = 0; turn < route.replicaCount(); turn++) {
      if (!asked.contains(route.replica(turn))) {
        return route.replica(turn);
      }
    }
    return 0;
  }
}
