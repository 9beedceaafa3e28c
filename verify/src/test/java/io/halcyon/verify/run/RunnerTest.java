package io.halcyon.verify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.checker.report.Fault;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.memory.Defect;
import io.halcyon.verify.memory.MemoryDatabase;
import io.halcyon.verify.memory.Turns;
import io.halcyon.verify.workload.Decision;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.WorkloadKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs end at a number of operations here, so that nothing depends on time.
class RunnerTest {
  private static final Judge JUDGE = new Judge(256L << 20);
  private static final int OPERATIONS = 300;

  @TempDir Path directory;

  private static Verification run(
      Defect defect, boolean transactions, List<WorkloadKind> kinds, Disturbance disturbance)
      throws InterruptedException {
    RunSpec spec = new RunSpec(5, Duration.ofHours(1), 4, 0, OPERATIONS, Duration.ofMinutes(1));
    Turns nobodyWaits = new Turns(Randomness.seeded(1));
    try (MemoryDatabase database = new MemoryDatabase(defect, 2, nobodyWaits, transactions)) {
      return new Runner(spec, database, SystemClock.INSTANCE, Watcher.NOBODY)
          .run(kinds, disturbance, JUDGE);
    }
  }

  @Test
  void everyWorkloadRunsToItsEndAndIsJudged() throws InterruptedException {
    Verification run = run(Defect.NONE, true, List.of(WorkloadKind.values()), Disturbance.NONE);

    assertThat(run.decision()).isEqualTo(Decision.VALID);
    assertThat(run.workloads())
        .hasSize(WorkloadKind.values().length)
        .allSatisfy(each -> {
          assertThat(each.figures().operations()).isGreaterThanOrEqualTo(OPERATIONS);
          assertThat(each.figures().ambiguous()).as(each.kind().title()).isPositive();
          assertThat(each.notes())
              .containsExactly("ended before its time: no more operations may be recorded");
        });
  }

  @Test
  void workloadsThatNeedTransactionsAreUndecidedWhereThereAreNone() throws InterruptedException {
    Verification run =
        run(Defect.NONE, false, List.of(WorkloadKind.BANK, WorkloadKind.SETS), Disturbance.NONE);

    assertThat(run.decision()).isEqualTo(Decision.UNKNOWN);
    assertThat(run.workloads().get(0).headline()).contains("does not serve transactions");
    assertThat(run.workloads().get(0).figures().operations()).isZero();
    assertThat(run.workloads().get(1).decision()).isEqualTo(Decision.VALID);
  }

  @Test
  void damagedValuesAreAnomalies() throws InterruptedException {
    Verification run = run(Defect.DAMAGE, true, List.of(WorkloadKind.REGISTER), Disturbance.NONE);

    assertThat(run.decision()).isEqualTo(Decision.ANOMALIES);
    assertThat(run.workloads().getFirst().headline()).contains("that nobody wrote");
  }

  @Test
  void faultsAreNoted() throws InterruptedException {
    Verification run =
        run(
            Defect.NONE,
            true,
            List.of(WorkloadKind.REGISTER),
            (_, faults) -> faults.healed(faults.begins("kill n2")));

    assertThat(run.faults()).extracting(Fault::name).containsExactly("kill n2");
    assertThat(run.faults().getFirst().toNanos()).isLessThan(Long.MAX_VALUE);
  }

  @Test
  void aDisturbanceThatFailsFailsTheRun() {
    assertThatThrownBy(() ->
            run(
                Defect.NONE,
                true,
                List.of(WorkloadKind.REGISTER),
                (_, _) -> {
                  throw new IllegalStateException("n2 does not start");
                }))
        .hasMessageContaining("n2 does not start");
  }

  @Test
  void aHistoryFileIsJudgedAsTheRunWas() throws IOException, InterruptedException {
    Verification run =
        run(
            Defect.LOST_WRITE,
            true,
            List.of(WorkloadKind.values()),
            (_, faults) -> {
              faults.healed(faults.begins("pause r1"));
              var _ = faults.begins("kill \"n2\"");
            });

    for (WorkloadReport report : run.workloads()) {
      Path file = directory.resolve(report.kind().title() + ".jsonl");
      HistoryFile.write(run, report, file);
      Verification again = HistoryFile.check(file, JUDGE);

      WorkloadReport copy = again.workloads().getFirst();
      assertThat(again.faults()).isEqualTo(run.faults());
      assertThat(again.seed()).isEqualTo(run.seed());
      assertThat(copy.decision()).isEqualTo(report.decision());
      assertThat(copy.headline()).isEqualTo(report.headline());
      assertThat(copy.figures().ok()).isEqualTo(report.figures().ok());
      assertThat(copy.figures().ambiguous()).isEqualTo(report.figures().ambiguous());
      assertThat(copy.notes()).isEqualTo(report.notes());
    }
    assertThat(run.decision()).isEqualTo(Decision.ANOMALIES);
  }

  @Test
  void anotherFileIsRefusedWithAReason() throws IOException {
    Path file = directory.resolve("other.jsonl");
    Files.writeString(file, "{\"type\":\"begin\",\"txn\":1,\"process\":3,\"time\":100}\n");

    assertThatThrownBy(() -> HistoryFile.check(file, JUDGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.jsonl is not a history of halcyon verify");
  }

  @Test
  void thePageTellsWhatWentOn() throws IOException, InterruptedException {
    Verification run =
        run(
            Defect.LOST_WRITE,
            true,
            List.of(WorkloadKind.values()),
            (_, faults) -> faults.healed(faults.begins("kill n2 <now>")));
    String page = new VerificationPage(run, Map.of("routers", "127.0.0.1:1")).render();
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "sample-verification.html"), page);

    assertThat(page)
        .contains("What went on", "list-append", "kill n2 &lt;now&gt;", "127.0.0.1:1")
        .contains("<td class=\"violated\">anomalies</td>")
        .doesNotContain("<script", "http:", "https:");
  }
}
