package io.halcyon.chaos.run;

import io.halcyon.chaos.cluster.ClusterDriver;
import io.halcyon.chaos.nemesis.Fault;
import io.halcyon.chaos.nemesis.FaultPlan;
import io.halcyon.chaos.nemesis.Nemesis;
import io.halcyon.chaos.workload.RegisterWorkload;
import io.halcyon.checker.history.History;
import io.halcyon.checker.linearizability.LinearizabilityChecker;
import io.halcyon.checker.linearizability.Verdict;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.runtime.Randomness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Crashes a cluster under load, and judges the answers that clients got.
///
/// A run passes when the history of the hot keys is linearizable, the ledger holds what was
/// acknowledged and nothing that was refused, writes flow again after every fault, no server ended
/// by itself and none logged an error. Driven by one thread.
public final class ChaosRun {
  private static final Logger log = LoggerFactory.getLogger(ChaosRun.class);

  private final ChaosSpec spec;
  private final ClusterDriver cluster;
  private final FaultPlan plan;
  private final List<Nemesis.Done> faults = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /// Decides which faults find a cluster that is whole again, and which hit one that is still
  /// recovering from the fault before.
  private final RandomGenerator timing;

  /// @param cluster not started yet; the run closes it
  public ChaosRun(ChaosSpec spec, ClusterDriver cluster) {
    this.spec = spec;
    this.cluster = cluster;
    this.timing = Randomness.seeded(~spec.seed());
    this.plan =
        spec.length().isZero()
            ? FaultPlan.brief(spec.seed(), cluster.servers())
            : FaultPlan.full(spec.seed(), cluster.servers());
  }

  /// Runs, judges, and writes the evidence, which is removed again if all is well.
  ///
  /// @param directory of the cluster's files and of the evidence
  public ChaosReport run(Path directory) throws InterruptedException {
    long started = SystemClock.INSTANCE.monotonicNanos();
    try (cluster;
        var workload =
            new RegisterWorkload(spec.workload(), spec.seed(), cluster.routerAddresses())) {
      cluster.servers().forEach(cluster::start);
      if (whole(spec.startPatience(), "at the start")) {
        workload.start();
        disturb(workload);
        workload.finish();
        checkLedger(workload);
      }
      problems.addAll(cluster.unexpectedExits());
      workload.crashes().forEach(crash -> problems.add("a client ended by itself: " + crash));
      long ended = SystemClock.INSTANCE.monotonicNanos();
      cluster.close(); // the checker can use the memory and the cores
      problems.addAll(Evidence.errors(cluster.logs()));
      return judge(workload, Duration.ofNanos(ended - started), directory);
    }
  }

  /// Waits until every server is ready.
  private boolean whole(Duration patience, String when) {
    try {
      cluster.awaitReady(patience);
      return true;
    } catch (IllegalStateException e) {
      problems.add("not every server is ready " + when + ": " + e.getMessage());
      return false;
    }
  }

  private void disturb(RegisterWorkload workload) throws InterruptedException {
    Nemesis nemesis = new Nemesis(cluster);
    long begun = SystemClock.INSTANCE.monotonicNanos();
    long end = begun + spec.length().toNanos();
    boolean flowing = flows(workload, begun, "at the start");
    for (int i = 0;
        flowing && (i < plan.roundLength() || SystemClock.INSTANCE.monotonicNanos() - end < 0);
        i++) {
      // Not a wait for a condition: a fault shall find the cluster settled, and at work.
      new CountDownLatch(1).await(spec.calm().toMillis(), TimeUnit.MILLISECONDS);
      Fault fault = plan.next();
      Nemesis.Done done = nemesis.inflict(fault);
      faults.add(done);
      flowing = flows(workload, done.healedNanos(), "after: " + fault.describe());
      if (flowing && (spec.length().isZero() || timing.nextBoolean())) {
        flowing = whole(spec.recoveryPatience(), "after: " + fault.describe());
      }
    }
  }

  private boolean flows(RegisterWorkload workload, long sinceNanos, String when)
      throws InterruptedException {
    Optional<Duration> time =
        workload.progress().awaitWritesSince(sinceNanos, spec.recoveryPatience());
    if (time.isEmpty()) {
      problems.add(
          "writes do not flow within "
              + spec.recoveryPatience().toSeconds()
              + " s "
              + when
              + "; not written: "
              + workload.progress().missingSince(sinceNanos));
      return false;
    }
    log.atInfo().addKeyValue("millis", time.get().toMillis()).log("writes flow " + when);
    return true;
  }

  private void checkLedger(RegisterWorkload workload) {
    try {
      problems.addAll(workload.ledger().compare(workload.readLedger()));
    } catch (HalcyonException e) {
      problems.add("the ledger cannot be read: " + e.failure());
    }
  }

  private ChaosReport judge(RegisterWorkload workload, Duration length, Path directory) {
    long started = SystemClock.INSTANCE.monotonicNanos();
    History history = workload.history();
    switch (new LinearizabilityChecker().check(history)) {
      case Verdict.Valid _ -> {}
      case Verdict.Invalid invalid ->
          problems.add("the history is not linearizable: " + invalid.explanation());
      case Verdict.Unknown unknown ->
          problems.add("key " + unknown.key() + " could not be judged: " + unknown.reason());
    }
    long checking = SystemClock.INSTANCE.monotonicNanos() - started;
    ChaosReport report =
        new ChaosReport(
            spec.seed(),
            length,
            history,
            workload.ledger(),
            recoveries(history),
            Duration.ofNanos(checking),
            problems,
            directory);
    if (report.passed() && !spec.keepEvidence()) {
      Evidence.delete(directory);
    } else {
      Evidence.write(directory, report);
    }
    return report;
  }

  private List<Recovery> recoveries(History history) {
    List<Recovery> recoveries = new ArrayList<>();
    for (Nemesis.Done fault : faults) {
      // The gaps of a fault reach at most to its healing and what recovery then took.
      Recovery open = Recovery.of(fault, history, fault.healedNanos());
      long until = fault.healedNanos() + open.afterHeal().orElse(spec.recoveryPatience()).toNanos();
      recoveries.add(Recovery.of(fault, history, until));
    }
    return recoveries;
  }
}
