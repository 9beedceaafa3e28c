package io.halcyon.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.chaos.cluster.Launch;
import io.halcyon.chaos.cluster.LocalCluster;
import io.halcyon.chaos.cluster.LocalSpec;
import io.halcyon.core.runtime.Randomness;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Design section 13: real processes, killed and frozen under load; T3, T4 and T5 for single
/// operations.
///
/// A short mix by default; `-Dhalcyon.chaos.seconds=600` goes on with every kind of fault, and
/// `-Dhalcyon.seed=N` repeats the faults of a run (not how they meet the calls);
/// `-Dhalcyon.chaos.keep=true` keeps the files of a run that passed.
@Tag("chaos")
class CrashLinearizabilityChaosTest {
  private static final int NODES = 3;
  private static final int ROUTERS = 2;
  private static final int SHARDS = 3;

  @Test
  void acknowledgedWritesSurviveCrashesAndHistoriesAreLinearizable() throws InterruptedException {
    long seed = property("halcyon.seed", Randomness.identity());
    Duration length = Duration.ofSeconds(property("halcyon.chaos.seconds", 0));
    Path directory =
        Path.of(System.getProperty("halcyon.chaos.directory", "target/chaos"))
            .toAbsolutePath()
            .resolve("seed-" + seed + "-" + ProcessHandle.current().pid());
    LocalSpec spec = new LocalSpec(NODES, ROUTERS, SHARDS, directory, launch());

    ChaosReport report =
        new ChaosRun(
                ChaosSpec.of(seed, length, Boolean.getBoolean("halcyon.chaos.keep")),
                new LocalCluster(spec))
            .run(directory);

    System.out.println(report.describe());
    assertThat(report.passed()).as(report.describe()).isTrue();
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
