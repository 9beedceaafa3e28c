package io.halcyon.testkit.simulation;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.coordinator.Routing;
import io.halcyon.txn.participant.ParticipantConfig;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a run of transactions adds to a world: keys, routers, an oracle, and what is left out.
final class TxnScene {
  static final List<Key> KEYS =
      List.of("k0", "k1", "k2", "k3", "k4", "k5").stream().map(Key::of).toList();
  static final Span ALL = new Span(Key.of("k"), Key.of("l"));

  private static final long CALM_MILLIS = 1_000;

  private final World world;
  private final Set<TxnWeakening> weakenings;
  private final TxnOracle oracle;
  // Whether requests grow old within the run.
  private final boolean forgets;
  private final double dawdling;
  private boolean calm;
  private long calmNanos;
  private final Map<TxnTurn, Integer> turns = new EnumMap<>(TxnTurn.class);
  private final List<TxnRouter> routers = new ArrayList<>();

  TxnScene(World world, Set<TxnWeakening> weakenings) {
    this.world = world;
    this.weakenings = Set.copyOf(weakenings);
    this.oracle = new TxnOracle(world);
    Scheduler scheduler = world.scheduler();
    this.forgets = scheduler.chance(0.3);
    this.dawdling = scheduler.chance(0.4) ? 0 : scheduler.random().nextDouble() * 0.5;
  }

  boolean weak(TxnWeakening weakening) {
    return weakenings.contains(weakening);
  }

  /// Small times, so that rare turns come often.
  ParticipantConfig participants() {
    boolean patient = weak(TxnWeakening.WAIT_FOR_THE_DEAD);
    return patient
        ? new ParticipantConfig(1_000_000, 15, 150, 10, 1_000_001, 1_000)
        : new ParticipantConfig(300, 15, 150, 10, forgets ? 2_000 : 60_000, 1_000);
  }

  CoordinatorConfig coordinators() {
    long lifetime = forgets ? 1_200 : 3_000;
    // A push that waits first is evaluated again at a tick, where it is not told from a read.
    long patience = weak(TxnWeakening.PUSH_WITHOUT_BOUND) ? 0 : 4;
    return new CoordinatorConfig(
        1_000, 1 << 20, 100, 50, 60, patience, 0, 800, lifetime, 8, 3, 1_000, 12);
  }

  /// Returns how long a router takes before it sends what ends a transaction: the time in which
  /// others meet it.
  long dawdle() {
    Scheduler scheduler = world.scheduler();
    return !calm && scheduler.chance(dawdling) ? scheduler.between(5, 400) : 0;
  }

  void calm() {
    calm = true;
    calmNanos = world.scheduler().now();
  }

  /// Returns whether faults had ended long before `bornNanos`: what is born then must not fail.
  boolean calmBefore(long bornNanos) {
    return calm && bornNanos - calmNanos > CALM_MILLIS * Scheduler.MILLI;
  }

  /// Counts a turn that a run has taken.
  void count(TxnTurn turn) {
    turns.merge(turn, 1, Integer::sum);
  }

  Map<TxnTurn, Integer> turns() {
    return Map.copyOf(turns);
  }

  TxnOracle oracle() {
    return oracle;
  }

  List<TxnRouter> routers() {
    return routers;
  }

  /// Starts routers.
  void route(int count) {
    for (int i = 0; i < count; i++) {
      routers.add(new TxnRouter(world, this, i));
    }
    routers.forEach(TxnRouter::start);
  }

  static ShardId shardOf(Key key) {
    return KEYS.indexOf(key) % 2 == 0 ? World.FIRST : World.SECOND;
  }

  static final Routing ROUTING =
      new Routing() {
        @Override
        public ShardId shardOf(Key key) {
          return TxnScene.shardOf(key);
        }

        @Override
        public List<ShardId> shardsOf(Span span) {
          return span.isPoint()
              ? List.of(TxnScene.shardOf(span.start()))
              : List.of(World.FIRST, World.SECOND);
        }
      };
}
