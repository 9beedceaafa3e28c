package io.halcyon.txn.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.testing.SeededTest;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

class FloorPropertyTest {
  @SeededTest(runs = 200)
  void theFloorIsTheLeastClockHeardOfAnyOtherMember(RandomGenerator random) {
    Incarnation self = new Incarnation(new NodeId(1), 1);
    Floor floor = new Floor(self);
    Map<Incarnation, Long> model = new HashMap<>();
    for (int step = 0; step < 100; step++) {
      Incarnation member =
          new Incarnation(new NodeId(random.nextLong(1, 7)), random.nextLong(1, 3));
      long hlc = random.nextLong(0, 100);
      switch (random.nextInt(4)) {
        case 0 -> {
          floor.join(member, hlc);
          if (!member.equals(self)) {
            model.merge(member, hlc, Math::max);
          }
        }
        case 1 -> {
          floor.leave(member);
          model.remove(member);
        }
        default -> {
          floor.heard(member, hlc);
          model.computeIfPresent(member, (_, known) -> Math.max(known, hlc));
        }
      }
      long least = model.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
      assertThat(floor.floor()).isEqualTo(least);
      assertThat(floor.passed(hlc, 50)).isEqualTo(hlc <= 50 && hlc <= least);
      assertThat(floor.lagging(hlc).isEmpty()).isEqualTo(hlc <= least);
    }
  }
}
