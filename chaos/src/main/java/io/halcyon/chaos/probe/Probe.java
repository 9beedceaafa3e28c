package io.halcyon.chaos.probe;

import io.halcyon.client.HalcyonClient;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Asks all the time whether the cluster can be written and read: for each of several keys, which
/// are on different shards, and for each router as first choice there is a lane, which writes and
/// reads the key once a quarter of a second, each call with a short time limit.
///
/// Thread-safe; the lock is this object.
public final class Probe implements AutoCloseable {
  private static final int KEYS = 12;
  private static final String PREFIX = "chaos/probe/";
  private static final long INTERVAL_MILLIS = 250;

  /// How exactly a recovery is known: a call that hangs is given up after this time.
  private static final Duration TIMEOUT = Duration.ofMillis(1_500);

  private final LongSupplier runNanos;
  private final List<HalcyonClient> connections = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Sample> samples = new ArrayList<>();

  /// When each lane's newest successful call was made, writes before reads.
  private final long[] newest;

  /// What the newest failed call of each lane was told, in the same order; empty if none failed.
  private final String[] lastFailures;

  /// Begins.
  ///
  /// @param runNanos the run's clock
  public Probe(List<String> routers, LongSupplier runNanos) {
    this.runNanos = runNanos;
    for (int i = 0; i < routers.size(); i++) {
      List<String> addresses = new ArrayList<>(routers);
      Collections.rotate(addresses, -i);
      connections.add(
          HalcyonClient.builder()
              .addresses(addresses.toArray(String[]::new))
              .timeout(TIMEOUT)
              .build());
    }
    newest = new long[2 * lanes()];
    Arrays.fill(newest, Long.MIN_VALUE);
    lastFailures = new String[newest.length];
    Arrays.fill(lastFailures, "");
    for (int lane = 0; lane < lanes(); lane++) {
      int own = lane;
      threads.add(Thread.ofVirtual().name("chaos-probe").start(() -> go(own, true)));
      threads.add(Thread.ofVirtual().name("chaos-probe").start(() -> go(own, false)));
    }
  }

  /// Returns how many lanes there are.
  public int lanes() {
    return KEYS * connections.size();
  }

  private void go(int lane, boolean write) {
    HalcyonClient client = connections.get(lane % connections.size());
    String key = PREFIX + lane / connections.size();
    try {
      do {
        long from = runNanos.getAsLong();
        String failure = "";
        String detail = "";
        try {
          if (write) {
            client.put(key, lane + "@" + from);
          } else {
            client.get(key);
          }
        } catch (HalcyonException e) {
          failure = e.failure().getClass().getSimpleName();
          detail = e.failure().message();
        }
        note(new Sample(lane, write, from, runNanos.getAsLong(), failure), detail);
      } while (!stopped.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(Sample sample, String detail) {
    samples.add(sample);
    int index = (sample.write() ? 0 : lanes()) + sample.lane();
    if (!sample.ok()) {
      lastFailures[index] = sample.failure() + ": " + detail;
    } else {
      newest[index] = Math.max(newest[index], sample.fromNanos());
      notifyAll();
    }
  }

  /// Waits until every lane has been written and read by calls that were made after a moment.
  ///
  /// @return whether it was so before `patience` had passed from now
  public synchronized boolean awaitFlow(long sinceNanos, Duration patience)
      throws InterruptedException {
    long deadline = SystemClock.INSTANCE.monotonicNanos() + patience.toNanos();
    while (!stuck(sinceNanos).isEmpty()) {
      long left = deadline - SystemClock.INSTANCE.monotonicNanos();
      if (left <= 0) {
        return false;
      }
      wait(Math.max(1, left / 1_000_000));
    }
    return true;
  }

  /// Returns what has not been done by a call that was made after a moment, in words.
  public synchronized List<String> stuck(long sinceNanos) {
    List<String> stuck = new ArrayList<>();
    for (int i = 0; i < newest.length; i++) {
      if (newest[i] < sinceNanos) {
        int lane = i % lanes();
        stuck.add(
            "%s of %s%d by router %d (%s)"
                .formatted(
                    i < lanes() ? "put" : "get",
                    PREFIX,
                    lane / connections.size(),
                    lane % connections.size() + 1,
                    lastFailures[i]));
      }
    }
    return stuck;
  }

  /// Returns all calls that have ended, in the order of their ends.
  public synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  /// Ends every call, and disconnects.
  @Override
  public void close() {
    stopped.countDown();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.forEach(HalcyonClient::close);
  }
}
