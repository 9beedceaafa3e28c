package io.halcyon.router.shardmap;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.ring.Ring;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.RingRecord;
import io.halcyon.proto.v1.ShardRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One version of the cluster's state, prepared for routing: token → shard → replicas → addresses.
///
/// Immutable except for the leader caches inside {@link ShardRoute}, which live on from version to
/// version. Thread-safe.
public final class ShardMap {
  /// Shard ids index an array; the cluster hands them out one after the other.
  static final int SHARD_ID_MAX = 1 << 20;

  static final ShardMap EMPTY = new ShardMap(ClusterState.getDefaultInstance(), null, Map.of());

  private final ClusterState state;
  private final @Nullable Ring ring;
  private final Map<Long, String> addresses;
  private final List<Integer> ringShards;
  private final @Nullable ShardRoute[] routes;

  private ShardMap(ClusterState state, @Nullable Ring ring, Map<Long, String> addresses) {
    this.state = state;
    this.ring = ring;
    this.addresses = addresses;
    this.ringShards =
        ring == null ? List.of() : ring.shards().stream().map(shard -> shard.value()).toList();
    int greatest = state.getShardsList().stream().mapToInt(ShardRecord::getId).max().orElse(-1);
    this.routes = new ShardRoute[greatest + 1];
  }

  /// Prepares a state, carrying the leader caches of `previous` on.
  ///
  /// @throws IllegalArgumentException if the state is malformed
  static ShardMap of(ClusterState state, ShardMap previous) {
    for (ShardRecord shard : state.getShardsList()) {
      if (shard.getId() < 0 || shard.getId() > SHARD_ID_MAX) {
        throw new IllegalArgumentException("shard id out of range: " + shard.getId());
      }
    }
    Map<Long, String> addresses = new HashMap<>();
    for (NodeRecord node : state.getNodesList()) {
      addresses.put(node.getId(), node.getRpcAddress());
    }
    ShardMap map = new ShardMap(state, ringOf(state), Map.copyOf(addresses));
    for (ShardRecord shard : state.getShardsList()) {
      map.routes[shard.getId()] = routeOf(shard, previous);
    }
    return map;
  }

  private static @Nullable Ring ringOf(ClusterState state) {
    RingRecord record = state.getRing();
    if (record.getTokensCount() == 0) {
      return null;
    }
    return Ring.of(
        new Epoch(record.getEpoch()),
        record.getTokensList().stream().mapToLong(Long::longValue).toArray(),
        record.getShardsList().stream().mapToInt(Integer::intValue).toArray());
  }

  private static ShardRoute routeOf(ShardRecord record, ShardMap previous) {
    long[] replicas = record.getReplicasList().stream().mapToLong(ReplicaRecord::getNode).toArray();
    ShardRoute before = previous.route(record.getId());
    if (before == null) {
      return new ShardRoute(record.getId(), replicas, record.getLeaderHint());
    }
    // What this router learned itself is fresher than a hint that has not changed.
    long hint = record.getLeaderHint();
    boolean news = hint != 0 && hint != previous.leaderHint(record.getId());
    if (before.sameReplicas(replicas)) {
      if (news) {
        before.confirmed(hint);
      }
      return before;
    }
    ShardRoute route = new ShardRoute(record.getId(), replicas, news ? hint : before.leader());
    if (!route.hasReplica(route.leader())) {
      route.suspect(route.leader());
    }
    return route;
  }

  private long leaderHint(int shard) {
    for (ShardRecord record : state.getShardsList()) {
      if (record.getId() == shard) {
        return record.getLeaderHint();
      }
    }
    return 0;
  }

  /// Returns the state's version; 0 before the first.
  public long version() {
    return state.getVersion();
  }

  public ClusterState state() {
    return state;
  }

  /// Returns whether keys can be located.
  public boolean hasRing() {
    return ring != null;
  }

  /// Returns the ring's epoch; 0 without a ring.
  public long epoch() {
    return ring == null ? 0 : ring.epoch().value();
  }

  /// Returns the shards on the ring, ascending.
  public List<Integer> ringShards() {
    return ringShards;
  }

  /// Returns the id of the shard that owns a token.
  ///
  /// @throws IllegalStateException without a ring
  public int ownerOf(long token) {
    if (ring == null) {
      throw new IllegalStateException("no ring yet");
    }
    return ring.ownerIdOf(token);
  }

  /// Returns the id of the shard that owns a stored KV key.
  ///
  /// @throws IllegalStateException without a ring
  public int locate(byte[] storedKey) {
    return ownerOf(StoredKey.token(storedKey));
  }

  /// Returns where a shard is served, null if this version does not know it.
  public @Nullable ShardRoute route(int shard) {
    return shard >= 0 && shard < routes.length ? routes[shard] : null;
  }

  /// Returns a node's gRPC address (`host:port`), null if this version does not know the node.
  public @Nullable String address(long node) {
    String address = addresses.get(node);
    return address == null || address.isEmpty() ? null : address;
  }

  /// Returns the gRPC address of every known node.
  public Map<Long, String> addresses() {
    return addresses;
  }
}
