package io.halcyon.verify.run;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.verify.database.DamagedValueException;
import io.halcyon.verify.workload.Client;
import io.halcyon.verify.workload.Ending;
import io.halcyon.verify.workload.Workload;
import java.time.Duration;

/// One client of a workload: makes one operation after the other until the end. Owned by its
/// thread.
final class ClientLoop implements Runnable {
  /// After a failure: what is down is not up again at once.
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Track track;
  private final Client client;
  private final PhysicalClock clock;
  private final Stop stop;
  private final long intervalNanos;

  /// @param interval between the begins of two operations, if they take less
  ClientLoop(Track track, Client client, PhysicalClock clock, Stop stop, Duration interval) {
    this.track = track;
    this.client = client;
    this.clock = clock;
    this.stop = stop;
    this.intervalNanos = interval.toNanos();
  }

  @Override
  public void run() {
    long due = clock.monotonicNanos();
    try {
      while (!stop.await(Duration.ofNanos(due - clock.monotonicNanos()))
          && track.claimOperation()) {
        Ending ending = step(track.workload()::step);
        due = Math.max(due + intervalNanos, clock.monotonicNanos() - intervalNanos);
        if (ending != Ending.OK) {
          due = Math.max(due, clock.monotonicNanos() + PAUSE.toNanos());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Ending step(Workload.Step step) {
    Ending ending;
    try {
      ending = step.run(client);
    } catch (DamagedValueException e) {
      track.damaged(String.valueOf(e.getMessage()));
      ending = Ending.FAILED;
    }
    track.count(ending);
    if (ending == Ending.AMBIGUOUS) {
      client.becomeAnotherProcess();
    }
    return ending;
  }

  /// Makes a step again until it succeeds.
  ///
  /// @param untilNanos when to give up
  /// @return whether it succeeded
  boolean insist(Workload.Step step, long untilNanos) throws InterruptedException {
    while (track.claimSpare()) {
      if (step(step) == Ending.OK) {
        return true;
      }
      if (clock.monotonicNanos() + PAUSE.toNanos() >= untilNanos || stop.await(PAUSE)) {
        return false;
      }
    }
    return false;
  }
}
