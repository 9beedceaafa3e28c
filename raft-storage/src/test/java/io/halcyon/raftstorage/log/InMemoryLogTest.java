package io.halcyon.raftstorage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.StorageConfig;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InMemoryLogTest extends ReplicatedLogContract {
  @TempDir Path own;

  @Override
  protected TestCluster cluster(Path directory, List<NodeId> members) {
    return new InMemoryCluster(directory, members);
  }

  @Test
  void anEntryOfALeaderWithoutMajorityIsUnknownAndReplacedWhenThePartitionHeals()
      throws IOException {
    NodeId n1 = new NodeId(1);
    NodeId n2 = new NodeId(2);
    List<NodeId> members = List.of(n1, n2, new NodeId(3));
    try (var cluster = new InMemoryCluster(own, members)) {
      for (NodeId node : members) {
        cluster.start(node, members);
      }
      cluster.elect(n1);
      cluster.shard.partition(Set.of(n1));
      var lost = cluster.log(n1).propose(TestEntries.put(1, "k", "lost"));
      cluster.shard.settle();
      assertThat(lost).isNotDone();

      cluster.elect(n2);
      var kept = cluster.log(n2).propose(TestEntries.put(2, "k", "kept"));
      cluster.shard.settle();
      assertThat(kept.join()).isInstanceOf(Outcome.Applied.class);
      assertThat(cluster.shard.elect(n1)).isFalse();

      cluster.shard.heal();
      cluster.shard.settle();
      assertThat(lost.join()).isInstanceOf(Outcome.Unknown.class);
      assertThat(cluster.listener(n1).ledTerm).isZero();
      for (NodeId node : members) {
        assertThat(cluster.listener(node).keys()).containsExactly("k");
        assertThat(TestEntries.read(cluster.log(node).store(), "k")).isEqualTo("kept");
      }
    }
  }

  private static final class InMemoryCluster implements TestCluster {
    final InMemoryShard shard;
    private final Path directory;
    private final StorageEnvironment environment = StorageEnvironment.open(StorageConfig.DEFAULT);
    private final Map<NodeId, InMemoryLog> logs = new HashMap<>();
    private final Map<NodeId, RecordingListener> listeners = new HashMap<>();
    private int checkpoints;

    InMemoryCluster(Path directory, List<NodeId> members) {
      this.directory = directory;
      this.shard = new InMemoryShard(shard(), members);
    }

    @Override
    public ShardId shard() {
      return new ShardId(7);
    }

    @Override
    public void start(NodeId node, List<NodeId> members) throws IOException {
      var listener = new RecordingListener();
      listeners.put(node, listener);
      logs.put(
          node,
          shard.open(node, directory.resolve("store" + node), environment, this::fetch, listener));
    }

    private void fetch(ShardId id, NodeId from, long minIndex, Path into) throws IOException {
      Path scratch = directory.resolve("checkpoint" + checkpoints++);
      TestCluster.copyCheckpoint(log(from).store(), scratch, into);
    }

    @Override
    public void stop(NodeId node) {
      InMemoryLog log = logs.remove(node);
      if (log != null) {
        log.close();
      }
    }

    @Override
    public InMemoryLog log(NodeId node) {
      return Objects.requireNonNull(logs.get(node));
    }

    @Override
    public RecordingListener listener(NodeId node) {
      return Objects.requireNonNull(listeners.get(node));
    }

    void elect(NodeId node) {
      assertThat(shard.elect(node)).isTrue();
      shard.settle();
    }

    @Override
    public NodeId leader() {
      for (var each : logs.entrySet()) {
        if (each.getValue().status().ready()) {
          return each.getKey();
        }
      }
      NodeId first = logs.keySet().stream().sorted().findFirst().orElseThrow();
      elect(first);
      return first;
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
      shard.settle();
      assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    @Override
    public boolean purgedBeyond(NodeId node, long index) {
      log(node).store().flush();
      log(node).purge();
      return log(node).disk().baseIndex > index;
    }

    @Override
    public void close() {
      List.copyOf(logs.keySet()).forEach(this::stop);
      environment.close();
    }
  }
}
