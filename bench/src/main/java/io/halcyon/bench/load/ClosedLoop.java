package io.halcyon.bench.load;

import io.halcyon.core.runtime.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Each client begins its next operation when the last one is done. A client whose operation failed
/// pauses, so that a system that refuses at once is not flooded.
final class ClosedLoop implements Loop, LogicalClient.Turn {
  private static final int PAUSE_MILLIS = 20;

  private final List<LogicalClient> clients = new ArrayList<>();
  private final CountDownLatch running;
  private final ScheduledExecutorService pauses =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile boolean stopping;

  ClosedLoop(LoadRun.Shared shared) {
    LoadConfig config = shared.config();
    running = new CountDownLatch(config.clients());
    for (int i = 0; i < config.clients(); i++) {
      clients.add(new LogicalClient(i, shared, Randomness.seeded(config.seed() + i), this));
    }
  }

  @Override
  public void start() {
    for (LogicalClient client : clients) {
      client.begin(System.nanoTime());
    }
  }

  @Override
  public void over(LogicalClient client, boolean failed) {
    if (stopping) {
      running.countDown();
    } else if (failed) {
      var _ = pauses.schedule(() -> resume(client), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      client.begin(System.nanoTime());
    }
  }

  private void resume(LogicalClient client) {
    if (stopping) {
      running.countDown();
    } else {
      client.begin(System.nanoTime());
    }
  }

  @Override
  public int stop(Duration limit) throws InterruptedException {
    stopping = true;
    boolean done = running.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    pauses.shutdownNow();
    return done ? 0 : (int) running.getCount();
  }
}
