package io.halcyon.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.chaos.cluster.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final List<NemesisKind> ALL = List.of(NemesisKind.values());

  private static List<ServerId> servers(int nodes) {
    List<ServerId> servers = new ArrayList<>();
    IntStream.rangeClosed(1, nodes).forEach(i -> servers.add(ServerId.node(i)));
    servers.add(ServerId.router(1));
    servers.add(ServerId.router(2));
    return servers;
  }

  private static FaultPlan all(long seed) {
    return new FaultPlan(seed, servers(5), ALL);
  }

  @Test
  void theSameSeedPlansTheSameFaults() {
    assertThat(faults(all(7), 60)).isEqualTo(faults(all(7), 60)).isNotEqualTo(faults(all(8), 60));
  }

  @Test
  void aRoundHasOneFaultOfEachKindThatWasChosen() {
    FaultPlan plan = all(3);
    List<NemesisKind> round =
        Stream.generate(plan::next).limit(plan.roundLength()).map(FaultPlan.Planned::kind).toList();

    assertThat(round).containsExactlyInAnyOrderElementsOf(ALL);
    FaultPlan two =
        new FaultPlan(3, servers(3), List.of(NemesisKind.PAUSE_ROUTER, NemesisKind.ISOLATE_LEADER));
    assertThat(faults(two, 2))
        .hasAtLeastOneElementOfType(Fault.Pause.class)
        .hasAtLeastOneElementOfType(Fault.CutLeader.class);
  }

  @Test
  void aKindThatNeedsMoreNodesIsRefused() {
    assertThatThrownBy(() -> new FaultPlan(1, servers(3), List.of(NemesisKind.RING)))
        .hasMessage("ring needs 4 nodes at least, and there are 3");
  }

  @Test
  void pausesAreLongerThanALivenessLease() {
    for (Fault fault : faults(all(5), 300)) {
      if (fault instanceof Fault.Pause pause) {
        assertThat(pause.length().toMillis()).isGreaterThanOrEqualTo(2_000);
      }
      if (fault instanceof Fault.PauseAndKill both) {
        assertThat(both.paused()).isNotEqualTo(both.killed());
      }
    }
  }

  private static List<Fault> faults(FaultPlan plan, int count) {
    return Stream.generate(plan::next).limit(count).map(FaultPlan.Planned::fault).toList();
  }
}
