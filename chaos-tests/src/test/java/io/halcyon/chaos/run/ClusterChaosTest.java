package io.halcyon.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.halcyon.chaos.cluster.Backend;
import io.halcyon.chaos.cluster.Launch;
import io.halcyon.chaos.cluster.LocalCluster;
import io.halcyon.chaos.cluster.LocalSpec;
import io.halcyon.chaos.nemesis.NemesisKind;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.run.RunFiles;
import io.halcyon.verify.run.RunSpec;
import io.halcyon.verify.run.Watcher;
import io.halcyon.verify.workload.Decision;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.WorkloadKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Design section 13: real processes, killed, frozen and cut off from each other under load; T2 to
/// T5.
///
/// One fault of each basic kind by default; `-Dhalcyon.chaos.seconds=600` goes on with every kind,
/// and `-Dhalcyon.seed=N` repeats the faults of a run (not how they meet the operations). What is
/// found, and the servers' data and logs, are in `target/chaos`.
@Tag("chaos")
class ClusterChaosTest {
  private static final int NODES = 3;
  private static final int ROUTERS = 2;
  private static final int SHARDS = 3;

  /// A run in rounds ends when they are over; this is only a bound.
  private static final Duration BRIEF = Duration.ofMinutes(8);

  private static final List<WorkloadKind> WORKLOADS =
      List.of(
          WorkloadKind.REGISTER,
          WorkloadKind.LIST_APPEND,
          WorkloadKind.BANK,
          WorkloadKind.MONOTONIC,
          WorkloadKind.SETS);

  /// What runs by default: with transactions beside single writes a key can stay unwritable for
  /// long, a bug that is known and open (docs/chaos.md), and would fail builds now and then.
  private static final List<WorkloadKind> WORKLOADS_BRIEF = List.of(WorkloadKind.REGISTER);

  private final long seed = property("halcyon.seed", Randomness.identity() >>> 16);
  private final long seconds = property("halcyon.chaos.seconds", 0);

  @Test
  void promisesAreKeptWhileProcessesDieAndFreeze() throws IOException, InterruptedException {
    run(
        Backend.LOCAL,
        List.of(
            NemesisKind.KILL_NODE,
            NemesisKind.KILL_ROUTER,
            NemesisKind.KILL_ALL,
            NemesisKind.PAUSE_NODE));
  }

  @Test
  void promisesAreKeptWhileTheNetworkIsCut() throws IOException, InterruptedException {
    Optional<String> obstacle = Backend.NETNS.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "no partitions are tested: " + obstacle.orElse(""));
    run(
        Backend.NETNS,
        List.of(NemesisKind.ISOLATE_LEADER, NemesisKind.MAJORITY, NemesisKind.ONE_WAY));
  }

  private void run(Backend backend, List<NemesisKind> brief)
      throws IOException, InterruptedException {
    List<NemesisKind> full =
        Stream.of(NemesisKind.values())
            .filter(kind -> backend == Backend.NETNS || !kind.needsNetwork())
            .filter(kind -> kind.nodesMin() <= NODES)
            .toList();
    Path directory =
        Path.of(System.getProperty("halcyon.chaos.directory", "target/chaos"))
            .toAbsolutePath()
            .resolve(backend.title() + "-" + seed + "-" + ProcessHandle.current().pid());
    RunSpec traffic =
        new RunSpec(
            seed,
            seconds == 0 ? BRIEF : Duration.ofSeconds(seconds),
            3,
            60,
            200_000,
            Duration.ofSeconds(60));
    ChaosSpec spec =
        ChaosSpec.of(
            traffic,
            seconds == 0 ? WORKLOADS_BRIEF : WORKLOADS,
            seconds == 0 ? brief : full,
            seconds == 0 ? 1 : 0);
    LocalSpec cluster = new LocalSpec(backend, NODES, ROUTERS, SHARDS, directory, launch());

    ChaosReport report =
        new ChaosRun(spec, new LocalCluster(cluster), Watcher.NOBODY).run(new Judge(256L << 20));

    RunFiles.write(report.verification(), Map.of(), report::addTo, directory);
    System.out.println(describe(report));
    assertThat(report.problems()).as(describe(report) + directory).isEmpty();
    assertThat(report.verification().workloads())
        .as(describe(report) + directory)
        .allSatisfy(
            each -> assertThat(each.decision()).as(each.headline()).isEqualTo(Decision.VALID));
  }

  private static String describe(ChaosReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "chaos: seed %d, %d operations, %.2f %% ambiguous; worst recovery and gaps:%n",
            report.verification().seed(),
            report.verification().sum(figures -> figures.operations()),
            report.ambiguousPercent()));
    report
        .byKind()
        .forEach(kind -> text.append("  ").append(String.join(", ", kind.cells())).append('\n'));
    return text.toString();
  }

  private static Launch launch() {
    return Launch.of(
        Path.of(System.getProperty("halcyon.chaos.classes", "../cli/target/classes")),
        Path.of(
            System.getProperty("halcyon.chaos.classpath-file", "../cli/target/runtime.classpath")));
  }

  private static long property(String name, long otherwise) {
    String value = System.getProperty(name, "");
    return value.isBlank() ? otherwise : Long.parseLong(value.strip());
  }
}
