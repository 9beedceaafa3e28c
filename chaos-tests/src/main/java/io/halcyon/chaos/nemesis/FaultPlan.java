package io.halcyon.chaos.nemesis;

import io.halcyon.chaos.cluster.ServerId;
import io.halcyon.core.runtime.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;

/// An endless sequence of faults, the same for the same seed: rounds in which each kind happens
/// once, in an order of its own, to servers chosen at random.
///
/// No fault by itself stops a majority of the nodes, except the death of all.
public final class FaultPlan implements Iterator<Fault> {
  /// Longer than the liveness lease: who was frozen must not answer as if nothing had been.
  private static final int PAUSE_MILLIS_MIN = 2_000;

  private static final int PAUSE_MILLIS_MAX = 4_000;
  private static final int DOWN_MILLIS_MAX = 2_500;

  private enum Kind {
    KILL_NODE,
    KILL_ROUTER,
    KILL_ALL,
    PAUSE_NODE,
    PAUSE_ROUTER,
    RESTART,
    ROLL,
    PAUSE_AND_KILL
  }

  /// The kinds of a short run: one of each would take too long for every build.
  private static final List<Kind> SHORT =
      List.of(Kind.KILL_NODE, Kind.KILL_ROUTER, Kind.KILL_ALL, Kind.PAUSE_NODE);

  private final RandomGenerator random;
  private final List<ServerId> nodes;
  private final List<ServerId> routers;
  private final List<Kind> kinds;
  private final List<Kind> round = new ArrayList<>();

  private FaultPlan(long seed, List<ServerId> servers, List<Kind> kinds) {
    this.random = Randomness.seeded(seed);
    this.nodes = servers.stream().filter(ServerId::isNode).toList();
    this.routers = servers.stream().filter(server -> !server.isNode()).toList();
    this.kinds = kinds;
    if (nodes.isEmpty() || routers.isEmpty()) {
      throw new IllegalArgumentException("a plan needs a node and a router: " + servers);
    }
  }

  /// Plans with every kind of fault.
  public static FaultPlan full(long seed, List<ServerId> servers) {
    return new FaultPlan(seed, servers, List.of(Kind.values()));
  }

  /// Plans with the four basic kinds, so that one round is short.
  public static FaultPlan brief(long seed, List<ServerId> servers) {
    return new FaultPlan(seed, servers, SHORT);
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
  public Fault next() {
    if (round.isEmpty()) {
      round.addAll(kinds);
    }
    Kind kind = round.remove(random.nextInt(round.size()));
    return switch (kind) {
      case KILL_NODE -> new Fault.Kill(any(nodes), down());
      case KILL_ROUTER -> new Fault.Kill(any(routers), down());
      case KILL_ALL -> new Fault.KillAll(down());
      case PAUSE_NODE -> new Fault.Pause(any(nodes), pause());
      case PAUSE_ROUTER -> new Fault.Pause(any(routers), pause());
      case RESTART -> new Fault.Restart(random.nextInt(4) == 0 ? any(routers) : any(nodes));
      case ROLL -> roll();
      case PAUSE_AND_KILL -> pauseAndKill();
    };
  }

  /// One node at a time is down, and the one before may still be starting: with two of three nodes
  /// out the cluster cannot write for a moment, but must lose nothing.
  private Fault roll() {
    List<ServerId> order = shuffled(nodes);
    return new Fault.Roll(order, Duration.ofMillis(random.nextInt(DOWN_MILLIS_MAX / 2)));
  }

  private Fault pauseAndKill() {
    List<ServerId> two = shuffled(nodes).subList(0, Math.min(2, nodes.size()));
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
}
