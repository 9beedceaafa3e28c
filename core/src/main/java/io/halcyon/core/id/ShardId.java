package io.halcyon.core.id;

/// Names a shard: one Raft group that owns a set of token ranges. 0 is the system shard.
public record ShardId(int value) implements Comparable<ShardId> {
  /// The shard that holds what the cluster knows of itself; not on the ring.
  public static final ShardId SYSTEM = new ShardId(0);

  public ShardId {
    if (value < 0) {
      throw new IllegalArgumentException("shard id must not be negative: " + value);
    }
  }

  @Override
  public int compareTo(ShardId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "s" + value;
  }
}
