package io.halcyon.chaos.run;

import io.halcyon.chaos.cluster.ClusterDriver;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.verify.database.ClientDatabase;
import io.halcyon.verify.run.Runner;
import io.halcyon.verify.run.Verification;
import io.halcyon.verify.run.Watcher;
import io.halcyon.verify.workload.Judge;
import java.util.ArrayList;
import java.util.List;

/// Runs workloads against a cluster of its own while faults happen to it, and judges what clients
/// were told, how soon it was available again, and what the servers themselves say.
///
/// For one run; driven by one thread.
public final class ChaosRun {
  private static final String PREFIX = "chaos/";

  private final ChaosSpec spec;
  private final ClusterDriver cluster;
  private final Watcher watcher;

  /// @param cluster not started yet; the run closes it
  public ChaosRun(ChaosSpec spec, ClusterDriver cluster, Watcher watcher) {
    this.spec = spec;
    this.cluster = cluster;
    this.watcher = watcher;
  }

  /// @throws IllegalStateException if the cluster does not become ready, or a fault cannot be done
  /// @throws HalcyonException if nobody answers at the begin
  public ChaosReport run(Judge judge) throws InterruptedException {
    try (cluster) {
      cluster.servers().forEach(cluster::start);
      cluster.awaitReady(spec.startPatience());
      Chaos chaos = new Chaos(spec, cluster);
      Verification verification;
      try (ClientDatabase database =
          new ClientDatabase(cluster.routerAddresses(), PREFIX, spec.timeout())) {
        verification =
            new Runner(spec.traffic(), database, SystemClock.INSTANCE, watcher)
                .run(spec.workloads(), chaos, judge);
      }
      List<String> problems = new ArrayList<>(chaos.problems());
      problems.addAll(cluster.unexpectedExits());
      cluster.close();
      problems.addAll(ServerLogs.errors(cluster.logs()));
      return new ChaosReport(verification, chaos.outages(), chaos.samples(), problems);
    }
  }
}
