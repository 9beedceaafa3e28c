package io.halcyon.checker.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.runtime.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The size that a chaos run of some minutes records, in the heap that tests have.
class LargeHistoryTest {
  private static final int TRANSACTIONS = 100_000;

  private static TransactionHistory strict(int keys, int processes) {
    return new SimulatedStore(Randomness.seeded(11), SimulatedStore.Behaviour.STRICT, keys, true)
        .run(TRANSACTIONS, processes);
  }

  private static Verdict timed(String name, TransactionHistory history) {
    return timed(name, history, IsolationModel.STRICT_SERIALIZABLE);
  }

  private static Verdict timed(String name, TransactionHistory history, IsolationModel model) {
    SystemClock clock = SystemClock.INSTANCE;
    long begin = clock.monotonicNanos();
    Verdict verdict = new TransactionChecker().check(history, model);
    System.out.printf(
        Locale.ROOT,
        "%s: %d transactions, %d dependencies, checked in %.2f s: %s%n",
        name,
        verdict.counts().transactions(),
        verdict.counts().dependencies(),
        (clock.monotonicNanos() - begin) / 1e9,
        verdict.headline());
    return verdict;
  }

  @Test
  void aHundredThousandTransactionsAreAccepted() {
    assertThat(timed("valid", strict(2000, 16)).anomalies()).isEmpty();
  }

  @Test
  void highConcurrencyDoesNotBlowUpTheGraph() {
    Verdict verdict = timed("1000 clients", strict(2000, 1000));

    assertThat(verdict.anomalies()).isEmpty();
    assertThat(verdict.counts().dependencies()).isLessThan(10 * TRANSACTIONS);
  }

  @Test
  void oneReadAtTheEndOfWhatWasWrittenAtTheBeginningIsFound() {
    List<Transaction> all = new ArrayList<>(strict(2000, 16).transactions());
    Transaction first =
        all.stream()
            .filter(each -> each.fate() == Fate.COMMITTED)
            .filter(each -> each.actions().getLast() instanceof Action.Append)
            .findFirst()
            .orElseThrow();
    long end =
        all.stream()
            .filter(each -> each.fate() == Fate.COMMITTED)
            .mapToLong(Transaction::completedNanos)
            .max()
            .orElseThrow();
    Action missed = new Action.ReadList(first.actions().getLast().key(), Elements.of());
    all.add(new Transaction(0, 999, end + 1, end + 2, List.of(missed), Fate.COMMITTED, false));

    Verdict verdict = timed("stale read", new TransactionHistory(all));

    assertThat(verdict.kinds()).contains(AnomalyKind.G_SINGLE_REALTIME);
    assertThat(verdict.violations().getFirst().cycle()).hasSize(2);
  }

  @Test
  void aStoreThatOftenAnswersTooEarlyIsFoundOut() {
    TransactionHistory history =
        new SimulatedStore(Randomness.seeded(12), SimulatedStore.Behaviour.EARLY_ANSWER, 2000, true)
            .run(TRANSACTIONS, 16);

    assertThat(timed("early answers", history).valid()).isFalse();
  }

  @Test
  void snapshotIsolationIsKeptByItsStore() {
    TransactionHistory history =
        new SimulatedStore(Randomness.seeded(14), SimulatedStore.Behaviour.SNAPSHOT, 50, false)
            .run(20_000, 16);

    Verdict verdict = timed("snapshot", history, IsolationModel.SNAPSHOT_ISOLATION);

    assertThat(verdict.valid()).as(verdict.explanation()).isTrue();
    assertThat(verdict.kinds()).isNotEmpty();
  }

  @Test
  void aStoreThatLosesUpdatesIsFoundOut() {
    TransactionHistory history =
        new SimulatedStore(Randomness.seeded(13), SimulatedStore.Behaviour.LOST_UPDATE, 50, false)
            .run(20_000, 16);

    assertThat(timed("lost updates", history).kinds()).contains(AnomalyKind.LOST_UPDATE);
  }
}
