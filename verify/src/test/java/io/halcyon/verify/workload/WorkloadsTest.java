package io.halcyon.verify.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.verify.database.DamagedValueException;
import io.halcyon.verify.database.PaddedSession;
import io.halcyon.verify.database.Session;
import io.halcyon.verify.memory.Defect;
import io.halcyon.verify.memory.MemoryDatabase;
import io.halcyon.verify.memory.TickingClock;
import io.halcyon.verify.memory.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each workload, its clients interleaved by seed, finds the defects that it is there for and
/// accuses no correct database.
class WorkloadsTest {
  private static final int CLIENTS = 5;
  private static final int STEPS = 120;
  private static final long MEMORY = 256L << 20;
  private static final Judge JUDGE = new Judge(MEMORY);

  /// What a run came to.
  private record Outcome(Recorded recorded, List<Finding> findings, int damaged) {
    Decision decision() {
      return findings.stream().map(Finding::decision).reduce(Decision.VALID, Decision::and);
    }

    String explanation() {
      return String.join("\n", findings.stream().map(Finding::explanation).toList());
    }
  }

  private static Outcome run(WorkloadKind kind, Defect defect, long seed, boolean transactions) {
    Turns turns = new Turns(Randomness.seeded(seed));
    TickingClock clock = new TickingClock();
    Workload workload = kind.create(new Setting(10_000, transactions));
    AtomicInteger damaged = new AtomicInteger();
    try (MemoryDatabase database = new MemoryDatabase(defect, seed + 1, turns, transactions)) {
      List<Client> clients = new ArrayList<>();
      for (int number = 0; number <= CLIENTS; number++) {
        Session plain = database.session(number);
        clients.add(
            new Client(
                kind.padsValues() ? new PaddedSession(plain) : plain,
                Randomness.seeded(seed + 10 + number),
                clock,
                number,
                CLIENTS + 1));
      }
      workload.opening().forEach(step -> insist(step, clients.getFirst()));
      turns.run(
          clients.stream()
              .skip(1)
              .<Runnable>map(client -> () -> loop(workload, client, damaged))
              .toList());
      workload.closing().forEach(step -> insist(step, clients.getFirst()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Outcome(workload.recorded(), JUDGE.judge(kind, workload.recorded()), damaged.get());
  }

  private static void loop(Workload workload, Client client, AtomicInteger damaged) {
    for (int i = 0; i < STEPS; i++) {
      try {
        if (workload.step(client) == Ending.AMBIGUOUS) {
          client.becomeAnotherProcess();
        }
      } catch (DamagedValueException e) {
        damaged.incrementAndGet();
      }
    }
  }

  private static void insist(Workload.Step step, Client client) {
    Ending ending;
    do {
      try {
        ending = step.run(client);
      } catch (DamagedValueException again) {
        ending = Ending.FAILED;
      }
    } while (ending != Ending.OK);
  }

  @SeededTest(runs = 10)
  void aCorrectDatabaseIsNotAccused(long seed) {
    for (WorkloadKind kind : WorkloadKind.values()) {
      Outcome outcome = run(kind, Defect.NONE, seed, true);
      assertThat(outcome.decision())
          .as(kind + "\n" + outcome.explanation())
          .isEqualTo(Decision.VALID);
    }
  }

  @SeededTest(runs = 5)
  void aCorrectDatabaseWithoutTransactionsIsNotAccused(long seed) {
    for (WorkloadKind kind : WorkloadKind.values()) {
      if (!kind.needsTransactions()) {
        Outcome outcome = run(kind, Defect.NONE, seed, false);
        assertThat(outcome.decision())
            .as(kind + "\n" + outcome.explanation())
            .isEqualTo(Decision.VALID);
      }
    }
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        Arguments.of(WorkloadKind.BANK, Defect.TORN_COMMIT),
        Arguments.of(WorkloadKind.BANK, Defect.LOST_UPDATE),
        Arguments.of(WorkloadKind.BANK, Defect.UNRELATED_SNAPSHOTS),
        Arguments.of(WorkloadKind.LIST_APPEND, Defect.LOST_UPDATE),
        Arguments.of(WorkloadKind.LIST_APPEND, Defect.STALE_READ),
        Arguments.of(WorkloadKind.LIST_APPEND, Defect.TORN_COMMIT),
        Arguments.of(WorkloadKind.LIST_APPEND, Defect.COMMITTED_ABORT),
        Arguments.of(WorkloadKind.LIST_APPEND, Defect.WRITE_SKEW),
        Arguments.of(WorkloadKind.REGISTER, Defect.STALE_READ),
        Arguments.of(WorkloadKind.REGISTER, Defect.LOST_WRITE),
        Arguments.of(WorkloadKind.LONG_FORK, Defect.UNRELATED_SNAPSHOTS),
        Arguments.of(WorkloadKind.WRITE_SKEW, Defect.WRITE_SKEW),
        Arguments.of(WorkloadKind.WRITE_SKEW, Defect.LOST_UPDATE),
        Arguments.of(WorkloadKind.MONOTONIC, Defect.STALE_READ),
        Arguments.of(WorkloadKind.MONOTONIC, Defect.LOST_UPDATE),
        Arguments.of(WorkloadKind.MONOTONIC, Defect.LOST_WRITE),
        Arguments.of(WorkloadKind.SETS, Defect.LOST_WRITE),
        Arguments.of(WorkloadKind.SETS, Defect.STALE_READ),
        Arguments.of(WorkloadKind.CAUSAL_REVERSE, Defect.UNRELATED_SNAPSHOTS),
        Arguments.of(WorkloadKind.CAUSAL_REVERSE, Defect.LOST_WRITE));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void aDefectiveDatabaseIsFoundOut(WorkloadKind kind, Defect defect) {
    for (long seed = 1; seed <= 3; seed++) {
      Outcome outcome = run(kind, defect, seed, true);
      assertThat(outcome.decision()).as("seed " + seed).isEqualTo(Decision.ANOMALIES);
    }
  }

  @ParameterizedTest
  @EnumSource(WorkloadKind.class)
  void damagedValuesAreFoundOut(WorkloadKind kind) {
    Outcome outcome = run(kind, Defect.DAMAGE, 1, true);
    if (kind != WorkloadKind.SETS) { // whose scans this defect leaves alone
      assertThat(outcome.damaged()).isPositive();
    }
  }

  @Test
  void theSameSeedIsTheSameHistory() {
    for (WorkloadKind kind : WorkloadKind.values()) {
      assertThat(run(kind, Defect.NONE, 7, true).recorded())
          .isEqualTo(run(kind, Defect.NONE, 7, true).recorded());
    }
  }

  @Test
  void ambiguousOperationsAreKept() {
    for (WorkloadKind kind : WorkloadKind.values()) {
      Recorded recorded = run(kind, Defect.NONE, 3, true).recorded();
      assertThat(recorded.samples().filter(each -> each.ending() == Ending.AMBIGUOUS))
          .as(kind.title())
          .isNotEmpty();
    }
  }
}
