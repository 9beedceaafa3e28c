package io.halcyon.node.replica;

import io.halcyon.core.id.ShardId;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The replicas that a node hosts. Thread-safe.
public final class ReplicaSet {
  private final Map<Integer, Replica> replicas = new ConcurrentHashMap<>();

  public void add(Replica replica) {
    replicas.put(replica.shard().value(), replica);
  }

  public void remove(ShardId shard) {
    replicas.remove(shard.value());
  }

  public @Nullable Replica find(int shard) {
    return replicas.get(shard);
  }

  public Collection<Replica> all() {
    return replicas.values();
  }
}
