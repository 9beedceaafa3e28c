package io.halcyon.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.chaos.cluster.ServerId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final List<ServerId> SERVERS =
      List.of(
          ServerId.node(1),
          ServerId.node(2),
          ServerId.node(3),
          ServerId.router(1),
          ServerId.router(2));

  @Test
  void theSameSeedPlansTheSameFaults() {
    assertThat(faults(FaultPlan.full(7, SERVERS), 40))
        .isEqualTo(faults(FaultPlan.full(7, SERVERS), 40))
        .isNotEqualTo(faults(FaultPlan.full(8, SERVERS), 40));
  }

  @Test
  void aBriefRoundHasOneFaultOfEachBasicKind() {
    FaultPlan plan = FaultPlan.brief(3, SERVERS);

    List<Fault> round = faults(plan, plan.roundLength());

    assertThat(round).hasSize(4);
    assertThat(round).filteredOn(Fault.KillAll.class::isInstance).hasSize(1);
    assertThat(round).filteredOn(Fault.Pause.class::isInstance).hasSize(1);
    assertThat(round)
        .filteredOn(fault -> fault instanceof Fault.Kill kill && kill.server().isNode())
        .hasSize(1);
    assertThat(round)
        .filteredOn(fault -> fault instanceof Fault.Kill kill && !kill.server().isNode())
        .hasSize(1);
  }

  @Test
  void aFullRoundHasEveryKind() {
    FaultPlan plan = FaultPlan.full(3, SERVERS);

    assertThat(faults(plan, plan.roundLength()))
        .extracting(fault -> (Object) fault.getClass())
        .contains(
            Fault.Kill.class,
            Fault.KillAll.class,
            Fault.Pause.class,
            Fault.Restart.class,
            Fault.Roll.class,
            Fault.PauseAndKill.class);
  }

  @Test
  void pausesAreLongerThanALivenessLease() {
    for (Fault fault : faults(FaultPlan.full(5, SERVERS), 200)) {
      if (fault instanceof Fault.Pause pause) {
        assertThat(pause.length().toMillis()).isGreaterThanOrEqualTo(2_000);
      }
      if (fault instanceof Fault.PauseAndKill both) {
        assertThat(both.paused()).isNotEqualTo(both.killed());
      }
    }
  }

  private static List<Fault> faults(FaultPlan plan, int count) {
    return Stream.generate(plan::next).limit(count).toList();
  }
}
