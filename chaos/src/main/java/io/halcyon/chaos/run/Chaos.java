package io.halcyon.chaos.run;

import io.halcyon.chaos.cluster.ClusterDriver;
import io.halcyon.chaos.nemesis.Fault;
import io.halcyon.chaos.nemesis.FaultPlan;
import io.halcyon.chaos.nemesis.Nemesis;
import io.halcyon.chaos.probe.Outage;
import io.halcyon.chaos.probe.Probe;
import io.halcyon.chaos.probe.Sample;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.run.Disturbance;
import io.halcyon.verify.run.FaultLog;
import io.halcyon.verify.run.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Faults one after the other; after each the cluster must be available again. Ends the run when it
/// is not.
///
/// Owned by the thread that runs it; the results are for when the run is over.
final class Chaos implements Disturbance {
  /// The end of a run is left calm, so that it is seen that the cluster recovers.
  private static final double USED_SHARE = 0.9;

  private final ChaosSpec spec;
  private final ClusterDriver cluster;
  private final FaultPlan plan;

  /// Decides whether the next fault waits until every server is ready, or comes while some are
  /// still recovering from the fault before.
  private final RandomGenerator timing;

  private final List<Outage> outages = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private List<Sample> samples = List.of();

  Chaos(ChaosSpec spec, ClusterDriver cluster) {
    this.spec = spec;
    this.cluster = cluster;
    this.plan = new FaultPlan(spec.traffic().seed(), cluster.servers(), spec.kinds());
    this.timing = Randomness.seeded(~spec.traffic().seed());
  }

  @Override
  public boolean endsRun() {
    return spec.rounds() > 0 || !problems.isEmpty();
  }

  @Override
  public void run(Stop stop, FaultLog faults) throws InterruptedException {
    try (Probe probe = new Probe(cluster.routerAddresses(), faults::nowNanos)) {
      try {
        disturb(probe, stop, faults);
      } finally {
        samples = probe.samples();
      }
    }
  }

  private void disturb(Probe probe, Stop stop, FaultLog faults) throws InterruptedException {
    long end = (long) (spec.traffic().length().toNanos() * USED_SHARE);
    int most = spec.rounds() == 0 ? Integer.MAX_VALUE : spec.rounds() * plan.roundLength();
    boolean available = available(probe, faults.nowNanos(), "at the start", faults);
    for (int i = 0; available && i < most; i++) {
      // Not a wait for a condition: a fault shall find the cluster settled, and at work.
      if (stop.await(spec.calm()) || (spec.rounds() == 0 && faults.nowNanos() >= end)) {
        return;
      }
      available = one(probe, faults);
    }
  }

  private boolean one(Probe probe, FaultLog faults) throws InterruptedException {
    FaultPlan.Planned planned = plan.next();
    Nemesis nemesis = new Nemesis(cluster);
    Fault fault = nemesis.aim(planned.fault());
    long number = faults.begins(fault.describe());
    nemesis.inflict(fault);
    io.halcyon.checker.report.Fault done = faults.healed(number);
    boolean available = available(probe, done.toNanos(), "after: " + fault.describe(), faults);
    Outage outage =
        Outage.of(planned.kind().title(), done, probe.samples(), probe.lanes(), faults.nowNanos());
    outages.add(outage);
    if (available) {
      faults.say(
          String.format(
              Locale.ROOT,
              "available: writes %.2f s, reads %.2f s after the heal; longest gaps %.2f s, %.2f s",
              seconds(outage.writes().orElse(Duration.ZERO)),
              seconds(outage.reads().orElse(Duration.ZERO)),
              seconds(outage.longestWriteGap()),
              seconds(outage.longestReadGap())));
    }
    boolean impatient = spec.rounds() == 0 && timing.nextBoolean();
    return available && (impatient || ready("after: " + fault.describe()));
  }

  private boolean ready(String when) {
    try {
      cluster.awaitReady(spec.recoveryPatience());
      return true;
    } catch (IllegalStateException e) {
      problems.add("not every server is ready " + when + ": " + e.getMessage());
      cluster.dumpThreads();
      return false;
    }
  }

  private boolean available(Probe probe, long sinceNanos, String when, FaultLog faults)
      throws InterruptedException {
    if (probe.awaitFlow(sinceNanos, spec.recoveryPatience())) {
      return true;
    }
    String problem =
        "not available within %d s %s: %s"
            .formatted(spec.recoveryPatience().toSeconds(), when, probe.stuck(sinceNanos));
    problems.add(problem);
    faults.say(problem);
    // What the processes are waiting for is in their logs then.
    cluster.dumpThreads();
    return false;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }

  List<Outage> outages() {
    return List.copyOf(outages);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  List<Sample> samples() {
    return samples;
  }
}
