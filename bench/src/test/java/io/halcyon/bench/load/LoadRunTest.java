package io.halcyon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadRunTest {
  private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());
  private static final int RECORDS = 500;

  private static LoadConfig config(String workload, int clients, double rate, long millis) {
    Workload mix = Workload.named(workload);
    return new LoadConfig(
        mix,
        mix.distribution(),
        clients,
        RECORDS,
        100,
        rate,
        Duration.ofMillis(50),
        Duration.ofMillis(millis),
        20,
        1);
  }

  private static LoadResult run(KvTarget target, LoadConfig config) throws InterruptedException {
    return new LoadRun(target, config, new ProcessUsage(List.of()), SILENT).run();
  }

  @Test
  void loadingWritesEveryRecordAlsoAfterFailures() throws InterruptedException {
    try (InMemoryTarget target = new InMemoryTarget()) {
      target.failing.set(100);

      new Preload(target, RECORDS, 10, SILENT).run();

      assertThat(target.pairs).hasSize(RECORDS);
      assertThat(target.pairs.values()).allSatisfy(value -> assertThat(value).hasSize(10));
    }
  }

  @Test
  void everyWorkloadRunsAndFindsItsRecords() throws InterruptedException {
    for (String name : Workload.NAMES) {
      try (InMemoryTarget target = new InMemoryTarget()) {
        new Preload(target, RECORDS, 10, SILENT).run();

        LoadResult result = run(target, config(name, 4, 0, 100));

        assertThat(result.all().count()).as(name).isPositive();
        assertThat(result.failed()).as(name).isZero();
        assertThat(result.usage().unfinished()).as(name).isZero();
        assertThat(result.operations().values().stream().mapToLong(LoadResult.Latency::count).sum())
            .isEqualTo(result.all().count());
        if (!name.equals("ycsb-d")) {
          assertThat(result.absentReads()).as(name).isZero();
        }
      }
    }
  }

  @Test
  void failuresAreCountedByMessage() throws InterruptedException {
    try (InMemoryTarget target = new InMemoryTarget()) {
      target.failing.set(5);

      LoadResult result = run(target, config("put", 2, 0, 300));

      assertThat(result.failures()).containsEntry("IllegalStateException: refused", 5L);
    }
  }

  @Test
  void anOpenLoopKeepsItsRate() throws InterruptedException {
    try (InMemoryTarget target = new InMemoryTarget()) {
      LoadResult result = run(target, config("put", 4, 1000, 500));

      assertThat(result.all().perSecond()).isBetween(300.0, 1100.0);
    }
  }

  @Test
  void latencyInAnOpenLoopCountsFromTheIntendedStart() throws InterruptedException {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (KvTarget slow = new Slow(timer)) {
      // One client at 20 ms each does 50 operations a second; 500 are wanted, so they queue up.
      LoadResult result = run(slow, config("put", 1, 500, 600));

      assertThat(result.all().max()).isGreaterThan(200);
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void theJsonResultNamesWhatWasMeasured() throws Exception {
    try (InMemoryTarget target = new InMemoryTarget()) {
      LoadResult result = run(target, config("ycsb-a", 3, 0, 100));

      JsonNode json = new ObjectMapper().readTree(LoadReport.json(result));

      assertThat(json.get("system").asText()).isEqualTo("memory");
      assertThat(json.get("workload").asText()).isEqualTo("ycsb-a");
      assertThat(json.get("dist").asText()).isEqualTo("zipfian");
      assertThat(json.get("ops").asLong()).isEqualTo(result.all().count());
      assertThat(json.get("operations").get("get").get("p99_ms").asDouble()).isPositive();
      assertThat(LoadReport.table(List.of(result))).contains("| memory | ycsb-a | 3 | zipfian |");
    }
  }

  private record Slow(ScheduledExecutorService timer) implements KvTarget {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public void put(int client, byte[] key, byte[] value, Completion completion) {
      var _ = timer.schedule(() -> completion.succeeded(0), 20, TimeUnit.MILLISECONDS);
    }

    @Override
    public void get(int client, byte[] key, Completion completion) {
      completion.succeeded(1);
    }

    @Override
    public void scan(int client, byte[] start, int limit, Completion completion) {
      completion.succeeded(1);
    }

    @Override
    public void close() {}
  }
}
