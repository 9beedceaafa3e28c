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
final class ClosedLoop implements Loop, LoadClient.Turn {
  private static final int PAUSE_MILLIS = 20;

  private final List<LoadClient> clients = new ArrayList<>();
  private final CountDownLatch running;
  private final ScheduledExecutorService pauses =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile boolean stopping;

  ClosedLoop(LoadConfig config, LoadClient.Maker maker) {
    running = new CountDownLatch(config.clients());
    for (int i = 0; i < config.clients(); i++) {
      clients.add(maker.make(i, Randomness.seeded(config.seed() + i), this));
    }
  }

  @Override
  public void start() {
    for (LoadClient client : clients) {
      client.begin(System.nanoTime());
    }
  }

  @Override
  public void over(LoadClient client, boolean failed) {
    if (stopping) {
      running.countDown();
    } else if (failed) {
      var _ = pauses.schedule(() -> resume(client), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      client.begin(System.nanoTime());
    }
  }

  private void resume(LoadClient client) {
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
