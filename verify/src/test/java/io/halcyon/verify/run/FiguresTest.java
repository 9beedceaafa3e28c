package io.halcyon.verify.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import io.halcyon.verify.workload.Recorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final long MILLI = 1_000_000;

  private static Operation get(long fromMillis, long toMillis) {
    return Operation.ok(
        1, "k", new Call.Get(), fromMillis * MILLI, toMillis * MILLI, new Answer.Found(null));
  }

  private static Operation failed(long fromMillis, long toMillis) {
    return new Operation(
        2,
        "k",
        new Call.Put("x"),
        fromMillis * MILLI,
        toMillis * MILLI,
        new Outcome.Failed("down"));
  }

  private static Figures figures(List<Operation> operations) {
    return Figures.of(new Recorded.Calls(new History(operations)));
  }

  @Test
  void latenciesAreThoseOfWhatSucceeded() {
    List<Operation> operations = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      operations.add(get(i * 1_000L, i * 1_001L));
    }
    operations.add(
        new Operation(2, "k", new Call.Put("x"), 0, 900_000 * MILLI, new Outcome.Failed("down")));

    Figures figures = figures(operations);

    assertThat(figures.median()).isEqualTo(Duration.ofMillis(50));
    assertThat(figures.p99()).isEqualTo(Duration.ofMillis(99));
    assertThat(figures.slowest()).isEqualTo(Duration.ofMillis(100));
    assertThat(figures.failed()).isEqualTo(1);
    assertThat(figures.operations()).isEqualTo(101);
  }

  @Test
  void theLongestGapIsBetweenTwoSuccesses() {
    Figures figures = figures(List.of(get(0, 10), get(10, 20), get(15, 5_020), get(5_020, 5_030)));

    assertThat(figures.longestGap()).isEqualTo(Duration.ofSeconds(5));
    assertThat(figures.gapFrom()).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void theGapBeforeOperationsThatNeverSucceededCounts() {
    Figures figures =
        figures(
            List.of(
                get(0, 10),
                failed(1_000, 1_500),
                failed(2_000, 3_000),
                Operation.ambiguous(1, "k", new Call.Put("x"), 2_500 * MILLI)));

    assertThat(figures.longestGap()).isEqualTo(Duration.ofSeconds(2));
    assertThat(figures.ambiguous()).isEqualTo(1);
  }

  @Test
  void whileNothingIsTriedThereIsNoGap() {
    Figures figures =
        figures(List.of(get(0, 10), get(5, 20), get(60_000, 60_040), get(60_040, 60_045)));

    assertThat(figures.longestGap()).isEqualTo(Duration.ofMillis(40));
    assertThat(figures.gapFrom()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void nothingHasNoFigures() {
    assertThat(figures(List.of()).slowest()).isZero();
    assertThat(figures(List.of()).operations()).isZero();
  }
}
