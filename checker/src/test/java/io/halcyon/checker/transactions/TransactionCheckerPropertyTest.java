package io.halcyon.checker.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.testing.SeededTest;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransactionCheckerPropertyTest {
  private static final TransactionChecker CHECKER = new TransactionChecker();

  private static void agrees(TransactionHistory history, boolean complete) {
    for (boolean realTime : new boolean[] {false, true}) {
      Verdict verdict =
          CHECKER.check(
              history, realTime ? IsolationModel.STRICT_SERIALIZABLE : IsolationModel.SERIALIZABLE);
      boolean expected = new SerialExplanation(history, realTime).exists();
      if (complete || expected) {
        assertThat(verdict.valid())
            .as("%s: %s", verdict.explanation(), history)
            .isEqualTo(expected);
      }
      verdict.anomalies().forEach(TransactionCheckerPropertyTest::isClosed);
    }
  }

  private static void isClosed(Anomaly anomaly) {
    for (int i = 0; i < anomaly.cycle().size(); i++) {
      Dependency next = anomaly.cycle().get((i + 1) % anomaly.cycle().size());
      assertThat(anomaly.cycle().get(i).to()).isEqualTo(next.from());
      assertThat(anomaly.transactions().get(i)).isEqualTo(anomaly.cycle().get(i).from());
    }
  }

  @SeededTest(runs = 6000)
  void onListsTheCheckerAgreesWithTheDefinition(RandomGenerator random) {
    agrees(new SmallHistories(random, SmallHistories.Keys.LISTS).next(6), true);
  }

  private static void agreesOnWeakLevel(
      RandomGenerator random, IsolationModel model, boolean snapshot) {
    TransactionHistory history = new SmallHistories(random, SmallHistories.Keys.LISTS).next(5);
    Verdict verdict = CHECKER.check(history, model);

    boolean expected = new WeakExplanation(history, snapshot).exists();
    if (expected || unreadAppendsAreOrdered(history)) {
      assertThat(verdict.valid()).as("%s: %s", verdict.explanation(), history).isEqualTo(expected);
    }
  }

  /// Whether no list has two appends that nobody read: what is unknown of their order matters to
  /// snapshot isolation.
  private static boolean unreadAppendsAreOrdered(TransactionHistory history) {
    Map<String, Set<Long>> unread = new HashMap<>();
    for (Transaction transaction : history.transactions()) {
      for (Action action : transaction.actions()) {
        if (action instanceof Action.Append append) {
          unread.computeIfAbsent(append.key(), _ -> new HashSet<>()).add(append.element());
        }
      }
    }
    for (Transaction transaction : history.transactions()) {
      for (Action action : transaction.actions()) {
        if (action instanceof Action.ReadList read && transaction.fate() == Fate.COMMITTED) {
          for (int i = 0; i < read.elements().size(); i++) {
            unread.getOrDefault(read.key(), new HashSet<>()).remove(read.elements().get(i));
          }
        }
      }
    }
    return unread.values().stream().allMatch(each -> each.size() < 2);
  }

  @Test
  void theWeakDefinitionsAreTriedOnBothKinds() {
    int[] explained = new int[2];
    int decided = 0;
    for (int seed = 0; seed < 2000; seed++) {
      TransactionHistory history =
          new SmallHistories(Randomness.seeded(seed), SmallHistories.Keys.LISTS).next(5);
      if (unreadAppendsAreOrdered(history)) {
        decided++;
        explained[0] += new WeakExplanation(history, true).exists() ? 1 : 0;
        explained[1] += new WeakExplanation(history, false).exists() ? 1 : 0;
      }
    }
    assertThat(decided).isGreaterThan(500);
    assertThat(explained[0]).isBetween(decided / 5, decided * 9 / 10);
    assertThat(explained[1]).isBetween(explained[0] + 1, decided * 19 / 20);
  }

  @SeededTest(runs = 3000)
  void onListsTheCheckerAgreesWithTheDefinitionOfSnapshotIsolation(RandomGenerator random) {
    agreesOnWeakLevel(random, IsolationModel.SNAPSHOT_ISOLATION, true);
  }

  @SeededTest(runs = 3000)
  void onListsTheCheckerAgreesWithTheDefinitionOfReadCommitted(RandomGenerator random) {
    agreesOnWeakLevel(random, IsolationModel.READ_COMMITTED, false);
  }

  @SeededTest(runs = 4000)
  void onUpdatedRegistersTheCheckerAgreesWithTheDefinition(RandomGenerator random) {
    agrees(new SmallHistories(random, SmallHistories.Keys.UPDATED_REGISTERS).next(6), true);
  }

  @SeededTest(runs = 4000)
  void onBlindlyWrittenRegistersNothingExplainableIsRejected(RandomGenerator random) {
    agrees(new SmallHistories(random, SmallHistories.Keys.REGISTERS).next(6), false);
  }

  @Test
  void theSmallHistoriesAreOfBothKinds() {
    Map<SmallHistories.Keys, Integer> explained = new EnumMap<>(SmallHistories.Keys.class);
    for (int seed = 0; seed < 1000; seed++) {
      for (SmallHistories.Keys keys : SmallHistories.Keys.values()) {
        TransactionHistory history = new SmallHistories(Randomness.seeded(seed), keys).next(6);
        int one = new SerialExplanation(history, true).exists() ? 1 : 0;
        explained.merge(keys, one, Integer::sum);
      }
    }
    assertThat(explained.values()).allSatisfy(each -> assertThat(each).isBetween(150, 850));
  }

  private static TransactionHistory simulated(
      RandomGenerator random, SimulatedStore.Behaviour behaviour) {
    return new SimulatedStore(random, behaviour, 6, random.nextBoolean()).run(300, 8);
  }

  @SeededTest(runs = 300)
  void aStrictlySerializableStoreIsAccepted(RandomGenerator random) {
    TransactionHistory history = simulated(random, SimulatedStore.Behaviour.STRICT);

    Verdict verdict = CHECKER.check(history, IsolationModel.STRICT_SERIALIZABLE);

    assertThat(verdict.anomalies()).as(verdict.explanation()).isEmpty();
    assertThat(verdict.valid()).isTrue();
  }

  @SeededTest(runs = 100)
  void lostUpdatesAreFound(RandomGenerator random) {
    TransactionHistory history = simulated(random, SimulatedStore.Behaviour.LOST_UPDATE);

    assertThat(CHECKER.check(history, IsolationModel.SNAPSHOT_ISOLATION).kinds())
        .contains(AnomalyKind.LOST_UPDATE);
    assertThat(CHECKER.check(history, IsolationModel.READ_COMMITTED).valid()).isTrue();
  }

  @SeededTest(runs = 50)
  void snapshotIsolationIsToldFromSerializability(RandomGenerator random) {
    TransactionHistory history =
        new SimulatedStore(random, SimulatedStore.Behaviour.SNAPSHOT, 6, false).run(1500, 20);

    Verdict snapshot = CHECKER.check(history, IsolationModel.SNAPSHOT_ISOLATION);
    Verdict serializable = CHECKER.check(history, IsolationModel.SERIALIZABLE);

    assertThat(snapshot.valid()).as(snapshot.explanation()).isTrue();
    assertThat(serializable.valid()).isFalse();
    assertThat(serializable.kinds())
        .containsAnyOf(AnomalyKind.WRITE_SKEW, AnomalyKind.G2_ITEM)
        .isSubsetOf(AnomalyKind.WRITE_SKEW, AnomalyKind.G2_ITEM);
  }

  @SeededTest(runs = 100)
  void staleReadsAreFound(RandomGenerator random) {
    TransactionHistory history = simulated(random, SimulatedStore.Behaviour.STALE_READ);

    assertThat(CHECKER.check(history, IsolationModel.STRICT_SERIALIZABLE).kinds())
        .containsAnyOf(AnomalyKind.G_SINGLE_REALTIME, AnomalyKind.G_SINGLE_PROCESS);
    Verdict serializable = CHECKER.check(history, IsolationModel.SERIALIZABLE);
    assertThat(serializable.valid()).as(serializable.explanation()).isTrue();
  }

  @SeededTest(runs = 100)
  void answersBeforeTheEffectAreFound(RandomGenerator random) {
    TransactionHistory history = simulated(random, SimulatedStore.Behaviour.EARLY_ANSWER);

    Verdict strict = CHECKER.check(history, IsolationModel.STRICT_SERIALIZABLE);
    Verdict serializable = CHECKER.check(history, IsolationModel.SERIALIZABLE);

    assertThat(strict.valid()).isFalse();
    assertThat(serializable.valid()).as(serializable.explanation()).isTrue();
  }
}
