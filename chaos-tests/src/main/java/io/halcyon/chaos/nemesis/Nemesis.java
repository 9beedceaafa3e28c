package io.halcyon.chaos.nemesis;

import io.halcyon.chaos.cluster.ClusterDriver;
import io.halcyon.chaos.cluster.ServerId;
import io.halcyon.core.hlc.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does faults to a cluster, and undoes them. Driven by one thread.
public final class Nemesis {
  private static final Logger log = LoggerFactory.getLogger(Nemesis.class);

  /// How long a graceful end may take.
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final ClusterDriver cluster;

  public Nemesis(ClusterDriver cluster) {
    this.cluster = cluster;
  }

  /// When a fault was.
  ///
  /// @param begunNanos monotonic time before the first process was touched
  /// @param healedNanos monotonic time after the last process was started or continued
  public record Done(Fault fault, long begunNanos, long healedNanos) {}

  /// Does a fault and undoes it; the processes run again when it returns, but need not serve yet.
  public Done inflict(Fault fault) throws InterruptedException {
    log.atInfo().addKeyValue("fault", fault.describe()).log("fault begins");
    long begun = SystemClock.INSTANCE.monotonicNanos();
    switch (fault) {
      case Fault.Kill kill -> kill(List.of(kill.server()), kill.down());
      case Fault.KillAll all -> kill(cluster.servers(), all.down());
      case Fault.Pause pause -> {
        cluster.pause(pause.server());
        elapse(pause.length());
        cluster.resume(pause.server());
      }
      case Fault.Restart restart -> {
        if (!cluster.stop(restart.server(), GRACE)) {
          log.atWarn().addKeyValue("server", restart.server()).log("did not end by itself");
        }
        cluster.start(restart.server());
      }
      case Fault.Roll roll -> {
        for (ServerId server : roll.servers()) {
          kill(List.of(server), roll.down());
        }
      }
      case Fault.PauseAndKill both -> {
        cluster.pause(both.paused());
        elapse(both.length().dividedBy(2));
        kill(List.of(both.killed()), both.length().dividedBy(2));
        cluster.resume(both.paused());
      }
    }
    log.atInfo().addKeyValue("fault", fault.describe()).log("fault is healed");
    return new Done(fault, begun, SystemClock.INSTANCE.monotonicNanos());
  }

  private void kill(List<ServerId> servers, Duration down) throws InterruptedException {
    servers.forEach(cluster::kill);
    elapse(down);
    servers.forEach(cluster::start);
  }

  /// Lets real time pass: the length of a fault is part of it, there is nothing to wait for.
  private static void elapse(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
