package io.halcyon.chaos.nemesis;

import io.halcyon.chaos.cluster.ClusterDriver;
import io.halcyon.chaos.cluster.Network;
import io.halcyon.chaos.cluster.ServerId;
import io.halcyon.core.hlc.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does faults to a cluster, and undoes them. Driven by one thread.
public final class Nemesis {
  private static final Logger log = LoggerFactory.getLogger(Nemesis.class);

  /// How long a graceful end may take.
  private static final Duration GRACE = Duration.ofSeconds(15);

  /// How long some node may take to say that it leads a shard.
  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(10);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ClusterDriver cluster;

  public Nemesis(ClusterDriver cluster) {
    this.cluster = cluster;
  }

  /// Puts in place of a fault that names its victim by a role the same fault with a victim.
  ///
  /// @throws IllegalStateException if nobody has the role
  public Fault aim(Fault fault) {
    if (!(fault instanceof Fault.CutLeader cut)) {
      return fault;
    }
    long deadline = SystemClock.INSTANCE.monotonicNanos() + LEADER_PATIENCE.toNanos();
    Map<Integer, ServerId> leaders = cluster.leaders();
    while (leaders.isEmpty()) {
      if (SystemClock.INSTANCE.monotonicNanos() >= deadline) {
        throw new IllegalStateException("no node says that it leads a shard");
      }
      LockSupport.parkNanos(POLL_NANOS);
      leaders = cluster.leaders();
    }
    List<Integer> shards = List.copyOf(leaders.keySet());
    int shard = shards.get(cut.choice() % shards.size());
    ServerId leader = leaders.getOrDefault(shard, ServerId.node(1));
    List<ServerId> nodes = cluster.servers().stream().filter(ServerId::isNode).toList();
    String name = "cut " + leader + ", leader of s" + shard + ", from the other nodes";
    return new Fault.Cut(Partition.between(name, List.of(leader), nodes), cut.length());
  }

  /// Does a fault and undoes it; the processes run again when it returns, but need not serve yet.
  ///
  /// @throws IllegalStateException if the cluster has no network to disturb, or the machine refuses
  public void inflict(Fault fault) throws InterruptedException {
    switch (aim(fault)) {
      case Fault.Kill kill -> kill(List.of(kill.server()), kill.down());
      case Fault.KillAll all -> kill(cluster.servers(), all.down());
      case Fault.Pause pause -> {
        cluster.pause(pause.server());
        elapse(pause.length());
        cluster.resume(pause.server());
      }
      case Fault.Restart restart -> {
        if (!cluster.stop(restart.server(), GRACE)) {
          log.atWarn().addKeyValue("server", restart.server()).log("did not end by itself");
        }
        cluster.start(restart.server());
      }
      case Fault.Roll roll -> {
        for (ServerId server : roll.servers()) {
          kill(List.of(server), roll.down());
        }
      }
      case Fault.PauseAndKill both -> {
        cluster.pause(both.paused());
        elapse(both.length().dividedBy(2));
        kill(List.of(both.killed()), both.length().dividedBy(2));
        cluster.resume(both.paused());
      }
      case Fault.Cut cut -> disorder(Network.Disorder.cutting(cut.partition().cut()), cut.length());
      case Fault.CutLeader aimed -> throw new IllegalStateException("not aimed: " + aimed);
      case Fault.Flap flap -> {
        Duration half = flap.period().dividedBy(2);
        for (int i = 0; i < flap.times(); i++) {
          disorder(Network.Disorder.cutting(flap.partition().cut()), half);
          elapse(half);
        }
      }
      case Fault.Loss loss ->
          disorder(new Network.Disorder(Set.of(), loss.percent()), loss.length());
    }
  }

  private void disorder(Network.Disorder disorder, Duration length) throws InterruptedException {
    Network network =
        cluster
            .network()
            .orElseThrow(() -> new IllegalStateException("this cluster's network is not ours"));
    try {
      network.become(disorder);
      elapse(length);
    } finally {
      network.become(Network.Disorder.NONE);
    }
  }

  private void kill(List<ServerId> servers, Duration down) throws InterruptedException {
    servers.forEach(cluster::kill);
    elapse(down);
    servers.forEach(cluster::start);
  }

  /// Lets real time pass: the length of a fault is part of it, there is nothing to wait for.
  private static void elapse(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
