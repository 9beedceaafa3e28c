package io.halcyon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class TransferRunTest {
  private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

  private static LoadConfig config(int accounts, double rate) {
    Workload workload = Workload.transfers("transfer-interactive");
    return new LoadConfig(
        workload,
        workload.distribution(),
        4,
        accounts,
        0,
        rate,
        Duration.ofMillis(20),
        Duration.ofMillis(150),
        1,
        1);
  }

  private static LoadResult run(TransferTarget target, LoadConfig config)
      throws InterruptedException {
    return new LoadRun(target, config, new ProcessUsage(List.of()), SILENT).run();
  }

  @Test
  void transfersAreBetweenTwoDifferentAccountsAmongThoseToChoose() throws Exception {
    try (InMemoryAccounts target = new InMemoryAccounts()) {
      target.load(10, 1_000);

      LoadResult result = run(target, config(3, 0));

      assertThat(result.all().count()).isPositive();
      assertThat(result.failed()).isZero();
      assertThat(target.withItself).hasValue(0);
      assertThat(target.total(3)).isEqualTo(3_000);
      assertThat(target.total(10)).isEqualTo(10_000);
      assertThat(target.balances.get(9)).isEqualTo(1_000);
    }
  }

  @Test
  void lostAttemptsAreCountedByCauseAndInEachCommit() throws Exception {
    try (InMemoryAccounts target = new InMemoryAccounts()) {
      target.load(10, 1_000);
      target.lostEach = 2;

      LoadResult result = run(target, config(10, 0));

      assertThat(result.lostAttempts()).containsOnlyKeys("40001");
      assertThat(result.attemptsEach()).isBetween(2.5, 3.5);
      JsonNode json = new ObjectMapper().readTree(LoadReport.json(result));
      assertThat(json.get("lost_attempts").get("40001").asLong()).isPositive();
      assertThat(json.get("attempts_per_op").asDouble()).isBetween(2.5, 3.5);
      assertThat(json.get("records").asLong()).isEqualTo(10);
      assertThat(LoadReport.table(List.of(result)))
          .contains("| accounts | transfer-interactive | 4 | uniform | all |");
    }
  }

  @Test
  void anOpenLoopOrASingleAccountIsRefused() throws Exception {
    try (InMemoryAccounts target = new InMemoryAccounts()) {
      for (LoadConfig wrong : List.of(config(1, 0), config(10, 100))) {
        assertThatThrownBy(() -> run(target, wrong)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void aPlanSaysInItsLabelWhatIsMeasured() {
    assertThat(
            new TransferPlan(
                    TransferPlan.Mode.INTERACTIVE, false, TransferPlan.Isolation.SNAPSHOT, true)
                .label())
        .isEqualTo("transfer-interactive-stepwise-locking-snapshot");
    assertThat(
            new TransferPlan(
                    TransferPlan.Mode.ONE_SHOT, true, TransferPlan.Isolation.SERIALIZABLE, false)
                .label())
        .isEqualTo("transfer-one-shot");
  }

  /// Accounts in memory, whose answers come on a thread of their own.
  private static final class InMemoryAccounts implements TransferTarget {
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    final AtomicInteger withItself = new AtomicInteger();
    AtomicLongArray balances = new AtomicLongArray(0);
    int lostEach;

    @Override
    public String name() {
      return "accounts";
    }

    @Override
    public void load(int count, long balance) {
      balances = new AtomicLongArray(count);
      for (int account = 0; account < count; account++) {
        balances.set(account, balance);
      }
    }

    @Override
    public void transfer(int client, int from, int to, long amount, Completion completion) {
      answers.execute(() -> {
        if (from == to) {
          withItself.incrementAndGet();
        }
        for (int i = 0; i < lostEach; i++) {
          completion.lost("40001");
        }
        balances.addAndGet(from, -amount);
        balances.addAndGet(to, amount);
        completion.committed();
      });
    }

    @Override
    public long total(int count) {
      long total = 0;
      for (int account = 0; account < count; account++) {
        total += balances.get(account);
      }
      return total;
    }

    @Override
    public void close() {
      answers.shutdownNow();
    }
  }
}
