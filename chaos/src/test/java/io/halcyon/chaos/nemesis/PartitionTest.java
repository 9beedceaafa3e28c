package io.halcyon.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.chaos.cluster.Network.Link;
import io.halcyon.chaos.cluster.ServerId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private static final List<ServerId> FIVE =
      IntStream.rangeClosed(1, 5).mapToObj(ServerId::node).toList();

  @Test
  void betweenCutsBothWaysAndNothingWithin() {
    assertThat(
            Partition.between("x", List.of(FIVE.get(0)), List.of(FIVE.get(0), FIVE.get(1))).cut())
        .containsExactlyInAnyOrder(
            new Link(FIVE.get(0), FIVE.get(1)), new Link(FIVE.get(1), FIVE.get(0)));
  }

  @Test
  void aDeafServerIsStillHeardAndAMuteOneHears() {
    assertThat(Partition.deaf(FIVE.get(2), FIVE).cut())
        .hasSize(4)
        .allSatisfy(link -> assertThat(link.to()).isEqualTo(FIVE.get(2)));
    assertThat(Partition.mute(FIVE.get(2), FIVE).cut())
        .hasSize(4)
        .allSatisfy(link -> assertThat(link.from()).isEqualTo(FIVE.get(2)));
  }

  @Test
  void onlyTheBridgeSeesEverybody() {
    Partition bridge = Partition.bridge(FIVE);

    assertThat(seenBy(FIVE.get(2), bridge)).hasSize(5);
    assertThat(seenBy(FIVE.get(0), bridge))
        .containsExactlyInAnyOrder(FIVE.get(0), FIVE.get(1), FIVE.get(2));
    assertThat(seenBy(FIVE.get(4), bridge))
        .containsExactlyInAnyOrder(FIVE.get(2), FIVE.get(3), FIVE.get(4));
  }

  @Test
  void inARingEachSeesAMajorityOfItsOwn() {
    Partition ring = Partition.ring(FIVE);

    Set<Set<ServerId>> majorities = new HashSet<>();
    for (ServerId node : FIVE) {
      assertThat(seenBy(node, ring)).hasSize(3);
      majorities.add(seenBy(node, ring));
    }
    assertThat(majorities).hasSize(5);
  }

  private static Set<ServerId> seenBy(ServerId node, Partition partition) {
    Set<ServerId> seen = new HashSet<>(FIVE);
    seen.removeIf(other -> partition.cut().contains(new Link(other, node)));
    return seen;
  }
}
