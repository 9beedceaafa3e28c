package io.halcyon.testkit.simulation;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.runtime.Randomness;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything of one run: five machines, the system shard and two data shards on them.
///
/// The fifth machine is new: it joins for the first time in the middle of the run.
final class World {
  static final ShardId FIRST = new ShardId(1);
  static final ShardId SECOND = new ShardId(2);
  static final List<String> KEYS = List.of("a", "b", "c", "d");

  private static final int MACHINES = 5;

  private final Settings settings;
  private final Set<Weakening> weakenings;
  private final Trace trace;
  private final Scheduler scheduler;
  private final Network network;
  private final Oracle oracle;
  private final Map<NodeId, Machine> machines = new TreeMap<>();
  private final Map<ShardId, List<NodeId>> voters = new LinkedHashMap<>();
  private final double lateNotices;
  private final double longPauses;
  private boolean stormy = true;
  private @Nullable TxnScene transactions;

  World(long seed, Settings settings, Set<Weakening> weakenings, Trace trace) {
    this.settings = settings;
    this.weakenings = Set.copyOf(weakenings);
    this.trace = trace;
    this.scheduler = new Scheduler(Randomness.seeded(seed));
    this.network = new Network(scheduler);
    this.oracle = new Oracle(this);
    this.longPauses = scheduler.chance(0.5) ? 0.002 : scheduler.random().nextDouble() * 0.04;
    this.lateNotices = scheduler.chance(0.5) ? 0 : scheduler.random().nextDouble();
    for (int i = 1; i <= MACHINES; i++) {
      double rate = 1 + (scheduler.random().nextDouble() - 0.5) * 0.06;
      VirtualClock clock = new VirtualClock(scheduler, rate, skew());
      machines.put(new NodeId(i), new Machine(this, new NodeId(i), clock));
    }
    group(ShardId.SYSTEM, 1, 2, 3);
    group(FIRST, 1, 2, 4);
    group(SECOND, 3, 4, 5);
  }

  private void group(ShardId shard, int... members) {
    List<NodeId> ids = Arrays.stream(members).mapToObj(NodeId::new).toList();
    voters.put(shard, ids);
    for (NodeId id : ids) {
      machine(id).rafts().put(shard, new RaftMember(this, shard, id, ids));
    }
  }

  /// Returns an offset that two nodes' clocks may have without being out of order.
  long skew() {
    return scheduler.random().nextLong(-45, 46);
  }

  /// Returns the shard that holds a key.
  static ShardId shardOf(String key) {
    return KEYS.indexOf(key) % 2 == 0 ? FIRST : SECOND;
  }

  static List<Incarnation> sorted(Collection<Incarnation> members) {
    return members.stream()
        .sorted(Comparator.comparing(Incarnation::node).thenComparingLong(Incarnation::number))
        .toList();
  }

  /// Returns how long a process dawdles between two steps.
  long pause() {
    double dice = scheduler.random().nextDouble();
    if (stormy && dice < longPauses) {
      return scheduler.between(100, 900);
    }
    if (dice < 0.85 || !stormy) {
      return scheduler.random().nextLong(0, 100_000);
    }
    return dice < 0.98 ? scheduler.between(0, 6) : scheduler.between(0, 80);
  }

  /// Returns how late a replica hears that it leads, or leads no more.
  long noticePause() {
    int latest = transactions == null ? 300 : 1_000;
    return stormy && scheduler.chance(lateNotices) ? scheduler.between(0, latest) : pause();
  }

  /// Returns how long a replica waits before it applies the next entry.
  long applyPause() {
    double dice = scheduler.random().nextDouble();
    if (dice < 0.9 || !stormy) {
      return 1;
    }
    return dice < 0.995 ? scheduler.between(0, 5) : scheduler.between(0, 150);
  }

  /// Makes this a world of transactions; to be called before anything starts.
  TxnScene transactions(Set<TxnWeakening> left) {
    TxnScene scene = new TxnScene(this, left);
    transactions = scene;
    return scene;
  }

  /// Returns what transactions add; null in a world of single-key operations.
  @Nullable TxnScene transactions() {
    return transactions;
  }

  void calm() {
    stormy = false;
  }

  boolean believesToLead(NodeId node, ShardId shard) {
    RaftMember raft = machine(node).rafts().get(shard);
    return raft != null && raft.leads();
  }

  Machine machine(NodeId id) {
    Machine machine = machines.get(id);
    if (machine == null) {
      throw new IllegalArgumentException("no such machine: " + id);
    }
    return machine;
  }

  Collection<Machine> machines() {
    return machines.values();
  }

  List<NodeId> voters(ShardId shard) {
    return voters.getOrDefault(shard, List.of());
  }

  boolean weak(Weakening weakening) {
    return weakenings.contains(weakening);
  }

  Settings settings() {
    return settings;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Network network() {
    return network;
  }

  Oracle oracle() {
    return oracle;
  }

  void trace(NodeId node, String event) {
    trace.add(scheduler.now(), node, event);
  }

  void trace(NodeId node, ShardId shard, String event, long number) {
    if (trace.on()) {
      trace.add(scheduler.now(), node, shard + " " + event + " " + number);
    }
  }

  boolean tracing() {
    return trace.on();
  }
}
