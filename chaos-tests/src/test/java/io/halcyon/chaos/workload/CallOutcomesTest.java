package io.halcyon.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.Outcome;
import io.halcyon.core.failure.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallOutcomesTest {
  private static final Call WRITE = new Call.Put("1");

  @Test
  void aWriteThatMayHaveBeenAppliedIsAmbiguous() {
    assertThat(CallOutcomes.of(WRITE, new Failure.Ambiguous("timeout")))
        .isInstanceOf(Outcome.Ambiguous.class);
    assertThat(CallOutcomes.of(WRITE, new Failure.Internal("bug")))
        .isInstanceOf(Outcome.Ambiguous.class);
    assertThat(CallOutcomes.of(WRITE, new Failure.RetryWindowPassed("late")))
        .isInstanceOf(Outcome.Ambiguous.class);
  }

  @Test
  void aWriteThatWasRefusedHasFailed() {
    assertThat(CallOutcomes.of(WRITE, new Failure.Overloaded("full", Duration.ofMillis(1))))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(CallOutcomes.of(WRITE, new Failure.DeadlineExceeded("late")))
        .isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void aReadWithoutAnAnswerHasFailedWhateverTheReason() {
    assertThat(CallOutcomes.of(new Call.Get(), new Failure.Internal("bug")))
        .isInstanceOf(Outcome.Failed.class);
  }
}
