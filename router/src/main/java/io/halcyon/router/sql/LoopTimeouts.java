package io.halcyon.router.sql;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.session.Timeouts;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Time by the event loop's timer. Thread-safe.
public final class LoopTimeouts implements Timeouts {
  private static final long PAUSE_MILLIS = 2;
  private static final long PAUSE_MILLIS_MAX = 200;

  private final ScheduledExecutorService timers;

  public LoopTimeouts(ScheduledExecutorService timers) {
    this.timers = timers;
  }

  @Override
  public Watch watch(long millis, Runnable late) {
    if (millis == 0) {
      return () -> {
        // Nothing was scheduled.
      };
    }
    Future<?> scheduled = timers.schedule(late, millis, TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void pause(int attempt) {
    long most = Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS << Math.min(attempt, 10));
    long millis = 1 + Randomness.unseeded().nextLong(most);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
