package io.halcyon.chaos.nemesis;

import io.halcyon.chaos.cluster.ServerId;
import io.halcyon.core.runtime.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// An endless sequence of faults, the same for the same seed: rounds in which each kind happens
/// once, in an order of its own, to servers chosen at random.
///
/// No fault by itself stops a majority of the nodes, except the death of all. Shards live on three
/// nodes, so of five a split may stop a shard while it lasts.
public final class FaultPlan implements Iterator<FaultPlan.Planned> {
  /// Longer than the liveness lease: who was frozen must not answer as if nothing had been.
  private static final int PAUSE_MILLIS_MIN = 2_000;

  private static final int PAUSE_MILLIS_MAX = 4_000;
  private static final int DOWN_MILLIS_MAX = 2_500;

  /// From before a lease ends to after it has.
  private static final int CUT_MILLIS_MIN = 1_500;

  private static final int CUT_MILLIS_MAX = 7_000;
  private static final int FLAP_MILLIS_MIN = 300;
  private static final int FLAP_MILLIS_MAX = 1_600;
  private static final int FLAPS_MAX = 6;
  private static final int LOSS_PERCENT_MIN = 5;
  private static final int LOSS_PERCENT_MAX = 31;

  /// A fault that is to come.
  public record Planned(NemesisKind kind, Fault fault) {}

  private final RandomGenerator random;
  private final List<ServerId> all;
  private final List<ServerId> nodes;
  private final List<ServerId> routers;
  private final List<NemesisKind> kinds;
  private final List<NemesisKind> round = new ArrayList<>();

  /// @param kinds of the faults, at least one
  /// @throws IllegalArgumentException if there are too few servers for one of them
  public FaultPlan(long seed, List<ServerId> servers, Collection<NemesisKind> kinds) {
    this.random = Randomness.seeded(seed);
    this.all = List.copyOf(servers);
    this.nodes = servers.stream().filter(ServerId::isNode).toList();
    this.routers = servers.stream().filter(server -> !server.isNode()).toList();
    this.kinds = List.copyOf(kinds);
    if (nodes.isEmpty() || routers.isEmpty() || kinds.isEmpty()) {
      throw new IllegalArgumentException(
          "a plan needs a node, a router and a kind of fault: " + servers + ", " + kinds);
    }
    for (NemesisKind kind : kinds) {
      if (nodes.size() < kind.nodesMin()) {
        throw new IllegalArgumentException(
            "%s needs %d nodes at least, and there are %d"
                .formatted(kind.title(), kind.nodesMin(), nodes.size()));
      }
    }
  }

  /// Returns how many faults a round has.
  public int roundLength() {
    return kinds.size();
  }

  /// Always true.
  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Planned next() {
    if (round.isEmpty()) {
      round.addAll(kinds);
    }
    NemesisKind kind = round.remove(random.nextInt(round.size()));
    return new Planned(kind, fault(kind));
  }

  private Fault fault(NemesisKind kind) {
    return switch (kind) {
      case KILL_NODE -> new Fault.Kill(any(nodes), down());
      case KILL_ROUTER -> new Fault.Kill(any(routers), down());
      case KILL_ALL -> new Fault.KillAll(down());
      case PAUSE_NODE -> new Fault.Pause(any(nodes), pause());
      case PAUSE_ROUTER -> new Fault.Pause(any(routers), pause());
      case RESTART -> new Fault.Restart(random.nextInt(4) == 0 ? any(routers) : any(nodes));
      case ROLL -> roll();
      case PAUSE_AND_KILL -> pauseAndKill();
      case ISOLATE -> new Fault.Cut(isolated(any(nodes)), cut());
      case MAJORITY -> new Fault.Cut(majority(), cut());
      case BRIDGE -> new Fault.Cut(Partition.bridge(shuffled(nodes)), cut());
      case RING -> new Fault.Cut(Partition.ring(shuffled(nodes)), cut());
      case ONE_WAY -> new Fault.Cut(oneWay(), cut());
      case ISOLATE_LEADER -> new Fault.CutLeader(random.nextInt(Integer.MAX_VALUE), cut());
      case CUT_ROUTER -> new Fault.Cut(cutRouter(), cut());
      case FLAP ->
          new Fault.Flap(
              isolated(any(nodes)),
              random.nextInt(2, FLAPS_MAX),
              Duration.ofMillis(random.nextInt(FLAP_MILLIS_MIN, FLAP_MILLIS_MAX)));
      case LOSS -> loss();
    };
  }

  private Partition isolated(ServerId node) {
    return Partition.between("isolate " + node, List.of(node), all);
  }

  private Partition majority() {
    List<ServerId> mixed = shuffled(nodes);
    int minority = (nodes.size() - 1) / 2;
    List<ServerId> few = new ArrayList<>(mixed.subList(0, minority));
    List<ServerId> many = new ArrayList<>(mixed.subList(minority, mixed.size()));
    routers.forEach(router -> (random.nextBoolean() ? few : many).add(router));
    return Partition.between("split " + few + " from " + many, few, many);
  }

  private Partition oneWay() {
    ServerId node = any(nodes);
    return random.nextBoolean() ? Partition.deaf(node, all) : Partition.mute(node, all);
  }

  private Partition cutRouter() {
    ServerId router = any(routers);
    List<ServerId> some = shuffled(nodes).subList(0, random.nextInt(1, nodes.size()));
    return Partition.between("cut " + router + " from " + some, List.of(router), some);
  }

  private Fault loss() {
    int percent = random.nextInt(LOSS_PERCENT_MIN, LOSS_PERCENT_MAX);
    List<ServerId> who = random.nextBoolean() ? all : List.of(any(nodes));
    Map<ServerId, Integer> loss = new LinkedHashMap<>();
    who.forEach(server -> loss.put(server, percent));
    return new Fault.Loss(loss, cut());
  }

  /// One node at a time is down, and the one before may still be starting: with two of three nodes
  /// out the cluster cannot write for a moment, but must lose nothing.
  private Fault roll() {
    List<ServerId> order = shuffled(nodes);
    return new Fault.Roll(order, Duration.ofMillis(random.nextInt(DOWN_MILLIS_MAX / 2)));
  }

  private Fault pauseAndKill() {
    List<ServerId> two = shuffled(nodes).subList(0, 2);
    return new Fault.PauseAndKill(two.getFirst(), two.getLast(), pause());
  }

  private List<ServerId> shuffled(List<ServerId> servers) {
    List<ServerId> left = new ArrayList<>(servers);
    List<ServerId> order = new ArrayList<>();
    while (!left.isEmpty()) {
      order.add(left.remove(random.nextInt(left.size())));
    }
    return order;
  }

  private ServerId any(List<ServerId> servers) {
    return servers.get(random.nextInt(servers.size()));
  }

  private Duration down() {
    return Duration.ofMillis(random.nextInt(DOWN_MILLIS_MAX));
  }

  private Duration pause() {
    return Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
  }

  private Duration cut() {
    return Duration.ofMillis(random.nextInt(CUT_MILLIS_MIN, CUT_MILLIS_MAX));
  }
}
