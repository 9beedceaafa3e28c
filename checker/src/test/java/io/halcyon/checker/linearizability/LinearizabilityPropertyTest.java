package io.halcyon.checker.linearizability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.testing.SeededTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LinearizabilityPropertyTest {
  private static final LinearizabilityChecker CHECKER = new LinearizabilityChecker();

  @SeededTest(runs = 4000)
  void theCheckerAgreesWithTheDefinitionOnSmallHistories(RandomGenerator random) {
    Histories histories = new Histories(random, random.nextInt(1, 4));
    List<Operation> operations =
        histories.linearizable(
            "k", random.nextInt(1, 9), random.nextInt(1, 6), random.nextDouble(0.5));
    for (int mutation = random.nextInt(3); mutation > 0; mutation--) {
      operations = histories.mutated(operations);
    }

    boolean expected = new BruteForce(operations).linearizable();
    Verdict verdict = CHECKER.check(new History(operations));

    assertThat(verdict instanceof Verdict.Valid).as("%s", operations).isEqualTo(expected);
    if (verdict instanceof Verdict.Invalid invalid) {
      assertThat(operations).containsAll(invalid.culprits());
      assertThat(new BruteForce(withOnlyCulpritsFixed(operations, invalid)).linearizable())
          .as(invalid.explanation())
          .isFalse();
    }
  }

  @Test
  void manyMutationsAreRejected() {
    Histories histories = new Histories(Randomness.seeded(1), 3);
    int rejected = 0;
    for (int run = 0; run < 500; run++) {
      List<Operation> operations = histories.mutated(histories.linearizable("k", 8, 2, 0.1));
      rejected += CHECKER.check(new History(operations)) instanceof Verdict.Invalid ? 1 : 0;
    }

    assertThat(rejected).isBetween(75, 425);
  }

  private static List<Operation> withOnlyCulpritsFixed(
      List<Operation> operations, Verdict.Invalid verdict) {
    long end = verdict.culprits().stream().mapToLong(Operation::completedNanos).max().orElseThrow();
    List<Operation> freed = new ArrayList<>();
    for (Operation operation : operations) {
      if (verdict.culprits().contains(operation)) {
        freed.add(operation);
      } else if (operation.completedNanos() > end && operation.invokedNanos() <= end) {
        freed.add(
            new Operation(
                operation.process(),
                operation.key(),
                operation.call(),
                operation.invokedNanos(),
                Operation.NEVER,
                operation.outcome()));
      } else if (operation.completedNanos() <= end && !new Register().changesNothing(operation)) {
        freed.add(
            Operation.ambiguous(
                operation.process(), operation.key(), operation.call(), Long.MIN_VALUE));
      }
    }
    return freed;
  }

  @SeededTest(runs = 50)
  void historiesOfARealRegisterAreAccepted(RandomGenerator random) {
    Histories histories = new Histories(random, 1000);
    List<Operation> operations = new ArrayList<>();
    operations.addAll(histories.linearizable("a", 400, random.nextInt(1, 8), 0.05));
    operations.addAll(histories.linearizable("b", 400, random.nextInt(1, 8), 0));

    assertThat(CHECKER.check(new History(operations))).isInstanceOf(Verdict.Valid.class);
  }

  @Test
  void aHundredThousandOperationsOverAThousandKeysTakeSeconds() {
    Histories histories = new Histories(Randomness.seeded(2), 50);
    List<Operation> operations = new ArrayList<>();
    for (int key = 0; key < 1000; key++) {
      operations.addAll(histories.linearizable("key" + key, 100, 5, 0.02));
    }

    Verdict verdict =
        assertTimeout(Duration.ofSeconds(30), () -> CHECKER.check(new History(operations)));

    assertThat(verdict).isEqualTo(new Verdict.Valid(1000, 100_000));
  }

  @Test
  void aLongHistoryOfOneHotKeyTakesSeconds() {
    Histories histories = new Histories(Randomness.seeded(3), 1000);
    History history = new History(histories.linearizable("hot", 50_000, 6, 0));

    Verdict verdict = assertTimeout(Duration.ofSeconds(30), () -> CHECKER.check(history));

    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
  }
}
