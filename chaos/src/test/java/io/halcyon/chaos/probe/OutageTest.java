package io.halcyon.chaos.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.checker.report.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final Fault FAULT = new Fault("kill n1", at(10), at(20));

  private static long at(long seconds) {
    return seconds * 1_000_000_000L;
  }

  private static Sample ok(int lane, boolean write, long from, long to) {
    return new Sample(lane, write, at(from), at(to), "");
  }

  @Test
  void recoveryWaitsForTheLastLaneAndForCallsMadeAfterTheHeal() {
    List<Sample> samples =
        List.of(
            ok(0, true, 19, 21), // made before the heal: it proves nothing
            ok(0, true, 21, 22),
            ok(1, true, 23, 25),
            ok(0, false, 20, 21),
            ok(1, false, 20, 21));

    Outage outage = Outage.of("kill-node", FAULT, samples, 2, at(25));

    assertThat(outage.writes()).contains(Duration.ofSeconds(5));
    assertThat(outage.reads()).contains(Duration.ofSeconds(1));
  }

  @Test
  void aLaneThatNeverSucceedsAgainIsSaid() {
    Outage outage = Outage.of("kill-node", FAULT, List.of(ok(0, true, 21, 22)), 2, at(80));

    assertThat(outage.writes()).isEmpty();
    assertThat(outage.longestWriteGap()).isEqualTo(Duration.ofSeconds(70));
  }

  @Test
  void theLongestGapIsOfTheWorstLaneAndFailuresAreCounted() {
    List<Sample> samples =
        List.of(
            ok(0, true, 11, 12),
            ok(0, true, 20, 21),
            ok(1, true, 11, 11),
            ok(1, true, 14, 15),
            ok(1, true, 20, 21),
            new Sample(0, true, at(5), at(6), "Unavailable"), // before the fault
            new Sample(0, true, at(13), at(15), "Ambiguous"),
            new Sample(0, false, at(16), at(17), "DeadlineExceeded"));

    Outage outage = Outage.of("kill-node", FAULT, samples, 2, at(22));

    assertThat(outage.longestWriteGap()).isEqualTo(Duration.ofSeconds(9));
    assertThat(outage.failures())
        .containsOnly(Map.entry("Ambiguous", 1L), Map.entry("DeadlineExceeded", 1L));
  }
}
