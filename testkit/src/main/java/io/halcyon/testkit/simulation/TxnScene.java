package io.halcyon.testkit.simulation;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.coordinator.Routing;
import io.halcyon.txn.participant.ParticipantConfig;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a run of transactions adds to a world: keys, routers, an oracle, and what is left out.
final class TxnScene {
  static final List<Key> KEYS =
      List.of("k0", "k1", "k2", "k3", "k4", "k5").stream().map(Key::of).toList();
  static final Span ALL = new Span(Key.of("k"), Key.of("l"));

  static final ParticipantConfig PARTICIPANT = new ParticipantConfig(300, 15, 150, 10, 1_000);
  static final CoordinatorConfig COORDINATOR =
      new CoordinatorConfig(
          1_000, 1 << 20, 100, 50, 60, 4, 0, 2_000, 3_000, 8, 3, 1_000, 12);

  private final World world;
  private final Set<TxnWeakening> weakenings;
  private final TxnOracle oracle;
  private final List<TxnRouter> routers = new ArrayList<>();

  TxnScene(World world, Set<TxnWeakening> weakenings) {
    this.world = world;
    this.weakenings = Set.copyOf(weakenings);
    this.oracle = new TxnOracle(world);
  }

  boolean weak(TxnWeakening weakening) {
    return weakenings.contains(weakening);
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
