package io.halcyon.router.shardmap;

import java.util.Arrays;

/// Where one shard is served: its replicas, and the leader cache.
///
/// The leader is only ever a guess; the node asked decides. A wrong guess costs one hop.
/// Thread-safe; each shard has its own object, so shards share nothing on the hot path.
public final class ShardRoute {
  private final int shard;
  private final long[] replicas;
  private volatile long leader;

  ShardRoute(int shard, long[] replicas, long leader) {
    this.shard = shard;
    this.replicas = replicas;
    this.leader = leader;
  }

  public int shard() {
    return shard;
  }

  /// Returns how many nodes hold a replica.
  public int replicaCount() {
    return replicas.length;
  }

  /// Returns the node believed to lead, 0 if unknown.
  public long leader() {
    return leader;
  }

  /// Returns whom to ask: the believed leader, else a replica chosen by `turn`, so that successive
  /// turns walk over all replicas; 0 if the shard has none.
  public long candidate(int turn) {
    long known = leader;
    return known != 0 ? known : replica(turn);
  }

  /// Returns a replica chosen by `turn`, whoever leads; 0 if the shard has none.
  public long replica(int turn) {
    return replicas.length == 0 ? 0 : replicas[Math.floorMod(turn, replicas.length)];
  }

  /// Notes that `node` answered as the leader.
  public void confirmed(long node) {
    if (leader != node) {
      leader = node;
    }
  }

  /// Notes that `node` does not lead.
  ///
  /// @param hint whom it believes to lead, 0 if it does not know
  public void denied(long node, long hint) {
    if (hint != 0 && hint != node) {
      leader = hint;
    } else {
      suspect(node);
    }
  }

  /// Notes that `node` could not be asked; somebody else is asked next.
  public void suspect(long node) {
    if (leader == node) {
      leader = 0;
    }
  }

  boolean sameReplicas(long[] others) {
    return Arrays.equals(replicas, others);
  }

  boolean hasReplica(long node) {
    return Arrays.stream(replicas).anyMatch(replica -> replica == node);
  }
}
