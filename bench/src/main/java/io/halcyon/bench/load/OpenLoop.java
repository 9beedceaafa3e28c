package io.halcyon.bench.load;

import io.halcyon.core.runtime.Randomness;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Operations begin at a fixed rate. When all clients are busy the next operation waits, and its
/// latency counts from when it should have begun: no coordinated omission.
final class OpenLoop implements Loop, LoadClient.Turn {
  private final LoadConfig config;
  private final BlockingQueue<LoadClient> idle;
  private final Thread pacer;
  private volatile boolean stopping;

  OpenLoop(LoadConfig config, LoadClient.Maker maker) {
    this.config = config;
    idle = new ArrayBlockingQueue<>(config.clients());
    for (int i = 0; i < config.clients(); i++) {
      idle.add(maker.make(i, Randomness.seeded(config.seed() + i), this));
    }
    pacer = Thread.ofPlatform().daemon().name("bench-pacer").unstarted(this::pace);
  }

  @Override
  public void start() {
    pacer.start();
  }

  private void pace() {
    double nanosEach = 1e9 / config.operationsPerSecond();
    long begin = System.nanoTime();
    try {
      for (long operation = 0; !stopping; operation++) {
        long intended = begin + (long) (operation * nanosEach);
        long early = intended - System.nanoTime();
        while (early > 0 && !stopping) {
          LockSupport.parkNanos(early);
          early = intended - System.nanoTime();
        }
        LoadClient client = null;
        while (client == null && !stopping) {
          client = idle.poll(100, TimeUnit.MILLISECONDS);
        }
        if (client != null) {
          client.begin(intended);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void over(LoadClient client, boolean failed) {
    idle.add(client);
  }

  @Override
  public int stop(Duration limit) throws InterruptedException {
    stopping = true;
    pacer.join(limit);
    long deadline = System.nanoTime() + limit.toNanos();
    int back = 0;
    while (back < config.clients()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || idle.poll(left, TimeUnit.NANOSECONDS) == null) {
        break;
      }
      back++;
    }
    return config.clients() - back;
  }
}
