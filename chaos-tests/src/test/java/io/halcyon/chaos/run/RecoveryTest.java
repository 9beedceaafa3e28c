package io.halcyon.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.chaos.cluster.ServerId;
import io.halcyon.chaos.nemesis.Fault;
import io.halcyon.chaos.nemesis.Nemesis;
import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final Nemesis.Done FAULT =
      new Nemesis.Done(new Fault.Kill(ServerId.node(1), Duration.ofMillis(10)), 100, 200);

  @Test
  void writesFlowWhenEveryKeyHasBeenWrittenByACallMadeSince() {
    History history =
        new History(
            List.of(
                write("a", 90, 105),
                write("a", 110, 120),
                write("a", 220, 230),
                write("b", 210, 260),
                write("b", 270, 280)));

    Recovery recovery = Recovery.of(FAULT, history, 300);

    assertThat(recovery.afterBegin()).contains(Duration.ofNanos(160));
    assertThat(recovery.afterHeal()).contains(Duration.ofNanos(60));
  }

  @Test
  void theLongestGapIsThatOfTheKeyThatWaitedLongest() {
    History history =
        new History(List.of(write("a", 101, 150), write("a", 151, 290), write("b", 110, 290)));

    assertThat(Recovery.of(FAULT, history, 300).longestGap()).isEqualTo(Duration.ofNanos(190));
  }

  @Test
  void aKeyThatIsNeverWrittenAgainHasNotRecovered() {
    History history = new History(List.of(write("a", 220, 230), write("b", 10, 20)));

    assertThat(Recovery.of(FAULT, history, 300).afterHeal()).isEmpty();
  }

  private static Operation write(String key, long invokedNanos, long completedNanos) {
    return Operation.ok(1, key, new Call.Put("1"), invokedNanos, completedNanos, new Answer.Done());
  }
}
