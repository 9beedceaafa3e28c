package io.halcyon.checker.linearizability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.core.runtime.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LinearizabilityPropertyTest {
  private static final LinearizabilityChecker CHECKER = new LinearizabilityChecker();
  private static final long SEED = Long.getLong("halcyon.checker.seed", 20_261_122L);

  @Test
  void theCheckerAgreesWithTheDefinitionOnSmallHistories() {
    int rejected = 0;
    for (int run = 0; run < 6000; run++) {
      RandomGenerator random = Randomness.seeded(SEED + run);
      Histories histories = new Histories(random, random.nextInt(1, 4));
      List<Operation> operations =
          histories.linearizable(
              "k", random.nextInt(1, 9), random.nextInt(1, 6), random.nextDouble(0.5));
      for (int mutation = random.nextInt(3); mutation > 0; mutation--) {
        operations = histories.mutated(operations);
      }

      boolean expected = new BruteForce(operations).linearizable();
      Verdict verdict = CHECKER.check(new History(operations));

      assertThat(verdict instanceof Verdict.Valid)
          .as("-Dhalcyon.checker.seed=%d: %s", SEED + run, operations)
          .isEqualTo(expected);
      if (verdict instanceof Verdict.Invalid invalid) {
        rejected++;
        assertThat(operations).containsAll(invalid.culprits());
        assertThat(new BruteForce(withOnlyCulpritsFixed(operations, invalid)).linearizable())
            .as(invalid.explanation())
            .isFalse();
      }
    }
    assertThat(rejected).as("mutations that matter").isGreaterThan(500);
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

  @Test
  void historiesOfARealRegisterAreAccepted() {
    for (int run = 0; run < 60; run++) {
      RandomGenerator random = Randomness.seeded(SEED + run);
      List<Operation> operations = new ArrayList<>();
      Histories histories = new Histories(random, 1000);
      operations.addAll(histories.linearizable("a", 400, random.nextInt(1, 8), 0.05));
      operations.addAll(histories.linearizable("b", 400, random.nextInt(1, 8), 0));

      assertThat(CHECKER.check(new History(operations)))
          .as("-Dhalcyon.checker.seed=%d", SEED + run)
          .isInstanceOf(Verdict.Valid.class);
    }
  }

  @Test
  void aHundredThousandOperationsOverAThousandKeysTakeSeconds() {
    RandomGenerator random = Randomness.seeded(SEED);
    Histories histories = new Histories(random, 50);
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
    Histories histories = new Histories(Randomness.seeded(SEED), 1000);
    History history = new History(histories.linearizable("hot", 50_000, 6, 0.001));

    Verdict verdict = assertTimeout(Duration.ofSeconds(30), () -> CHECKER.check(history));

    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
  }
}
