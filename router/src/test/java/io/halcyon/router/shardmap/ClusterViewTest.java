package io.halcyon.router.shardmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.RingRecord;
import io.halcyon.proto.v1.ShardRecord;
import io.halcyon.router.fake.FakeCluster;
import io.halcyon.router.fake.Harness;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
  private final FakeCluster cluster = new FakeCluster(3, 4);
  private final ClusterView view = new ClusterView();

  @Test
  void becomesReadyWithTheFirstRing() {
    assertThat(view.ready()).isFalse();
    view.accept(cluster.state().toBuilder().clearRing().setVersion(1).build());
    assertThat(view.ready()).isFalse();

    view.accept(cluster.state().toBuilder().setVersion(2).build());

    assertThat(view.ready()).isTrue();
    assertThat(view.current().locate(Harness.key("a")))
        .isEqualTo(cluster.shardOf(Harness.key("a")));
  }

  @Test
  void replacesAStateOnlyByAGreaterVersion() {
    ClusterState state = cluster.state();
    List<Long> seen = new ArrayList<>();
    view.onChange(map -> seen.add(map.version()));

    assertThat(view.accept(state.toBuilder().setVersion(5).build())).isTrue();
    assertThat(view.accept(state.toBuilder().setVersion(5).build())).isFalse();
    assertThat(view.accept(state.toBuilder().setVersion(4).build())).isFalse();

    assertThat(view.current().version()).isEqualTo(5);
    assertThat(seen).containsExactly(5L);
  }

  @Test
  void refusesTheStateOfAnotherCluster() {
    view.accept(cluster.state());

    assertThat(view.accept(cluster.state().toBuilder().setClusterId("other").setVersion(9).build()))
        .isFalse();
  }

  @Test
  void refusesAMalformedRing() {
    RingRecord unsorted =
        RingRecord.newBuilder().addTokens(5).addTokens(3).addShards(1).addShards(2).build();

    assertThat(view.accept(cluster.state().toBuilder().setRing(unsorted).build())).isFalse();
    assertThat(view.ready()).isFalse();
  }

  @Test
  void keepsWhatItLearnedOfLeadersOverAChangeOfTheState() {
    view.accept(cluster.state());
    route().confirmed(3);

    view.accept(cluster.state().toBuilder().setVersion(7).build());

    assertThat(route().leader()).isEqualTo(3);
  }

  @Test
  void takesAChangedLeaderHintAsNews() {
    view.accept(cluster.state());
    route().confirmed(3);
    ShardRecord hinted = record().setLeaderHint(2).build();

    view.accept(cluster.state().toBuilder().setVersion(7).setShards(1, hinted).build());

    assertThat(route().leader()).isEqualTo(2);
  }

  @Test
  void forgetsALeaderThatHasNoReplicaAnyMore() {
    view.accept(cluster.state());
    route().confirmed(3);
    ShardRecord moved =
        record().clearReplicas().addReplicas(ReplicaRecord.newBuilder().setNode(1)).build();

    view.accept(cluster.state().toBuilder().setVersion(7).setShards(1, moved).build());

    assertThat(route().leader()).isZero();
    assertThat(route().candidate(5)).isEqualTo(1);
  }

  @Test
  void believesAHintAndSuspectsOnlyTheNodeInQuestion() {
    view.accept(cluster.state());
    route().confirmed(1);
    route().denied(1, 2);
    assertThat(route().leader()).isEqualTo(2);
    route().suspect(1);
    assertThat(route().leader()).isEqualTo(2);
    route().denied(2, 0);
    assertThat(route().leader()).isZero();
  }

  private ShardRecord.Builder record() {
    return cluster.state().getShards(1).toBuilder();
  }

  private ShardRoute route() {
    return Objects.requireNonNull(view.current().route(1));
  }
}
