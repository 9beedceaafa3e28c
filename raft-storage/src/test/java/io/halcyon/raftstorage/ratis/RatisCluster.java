package io.halcyon.raftstorage.ratis;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.log.RecordingListener;
import io.halcyon.raftstorage.log.ReplicatedLog;
import io.halcyon.raftstorage.log.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// One shard on hosts that it shares with others.
final class RatisCluster implements TestCluster {
  private final RatisNodes nodes;
  private final ShardId shard;
  private final Map<NodeId, ReplicatedLog> logs = new ConcurrentHashMap<>();
  private final Map<NodeId, RecordingListener> listeners = new ConcurrentHashMap<>();

  RatisCluster(RatisNodes nodes) {
    this.nodes = nodes;
    this.shard = nodes.newShard();
  }

  @Override
  public ShardId shard() {
    return shard;
  }

  @Override
  public void start(NodeId node, List<NodeId> members) {
    var listener = new RecordingListener();
    listeners.put(node, listener);
    logs.put(node, nodes.open(node, shard, members, listener));
  }

  @Override
  public void stop(NodeId node) {
    log(node).close();
    logs.remove(node);
  }

  @Override
  public ReplicatedLog log(NodeId node) {
    return Objects.requireNonNull(logs.get(node));
  }

  @Override
  public RecordingListener listener(NodeId node) {
    return Objects.requireNonNull(listeners.get(node));
  }

  @Override
  public NodeId leader() {
    await("a leader", () -> logs.keySet().stream().anyMatch(n -> listener(n).ledTerm > 0));
    return logs.keySet().stream().filter(n -> listener(n).ledTerm > 0).findFirst().orElseThrow();
  }

  @Override
  public void await(String what, BooleanSupplier condition) {
    RatisNodes.until(what, condition);
  }

  @Override
  public boolean purgedBeyond(NodeId node, long index) {
    var division = nodes.host(node).division(shard);
    return division != null && division.getRaftLog().getStartIndex() > index;
  }

  /// The hosts close what is still open.
  @Override
  public void close() {}
}
