package io.halcyon.bench.load;

import io.halcyon.core.runtime.Randomness;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Writes the records that a run needs, with a bounded number of writes under way.
public final class Preload {
  private static final int UNDER_WAY_MAX = 256;
  private static final Duration STUCK_AFTER = Duration.ofMinutes(1);

  private final KvTarget target;
  private final long count;
  private final PrintStream progress;
  private final Records records;
  private final RandomGenerator random = Randomness.seeded(7);
  private final Semaphore free = new Semaphore(UNDER_WAY_MAX);
  private final ConcurrentLinkedQueue<Long> again = new ConcurrentLinkedQueue<>();
  private final AtomicLong failures = new AtomicLong();
  private volatile @Nullable Throwable lastFailure;

  public Preload(KvTarget target, long count, int valueBytes, PrintStream progress) {
    this.target = target;
    this.count = count;
    this.progress = progress;
    this.records = new Records(count, valueBytes, KeyDistribution.UNIFORM);
  }

  /// Returns when all records are written; failed writes are tried again.
  ///
  /// @throws IllegalStateException if more writes fail than there are records, or none ends for
  ///   long
  public void run() throws InterruptedException {
    long begin = System.nanoTime();
    long report = begin;
    for (long number = 0; number < count; number++) {
      put(number);
      if (System.nanoTime() - report > 2_000_000_000L) {
        report = System.nanoTime();
        progress.printf(Locale.ROOT, "%s loading %,d of %,d%n", target.name(), number, count);
      }
    }
    awaitAll();
    for (Long number = again.poll(); number != null; number = again.poll()) {
      put(number);
      if (again.isEmpty()) {
        awaitAll();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    progress.printf(
        Locale.ROOT, "%s loaded %,d records in %.1f s%n", target.name(), count, seconds);
  }

  private void put(long number) throws InterruptedException {
    acquire(1);
    if (failures.get() > count) {
      throw new IllegalStateException("loading failed", lastFailure);
    }
    target.put(
        (int) (number % UNDER_WAY_MAX),
        Records.key(number),
        records.value(random),
        new KvTarget.Completion() {
          @Override
          public void succeeded(int items) {
            free.release();
          }

          @Override
          public void failed(Throwable failure) {
            lastFailure = failure;
            failures.incrementAndGet();
            again.add(number);
            free.release();
          }
        });
  }

  private void awaitAll() throws InterruptedException {
    acquire(UNDER_WAY_MAX);
    free.release(UNDER_WAY_MAX);
  }

  private void acquire(int permits) throws InterruptedException {
    if (!free.tryAcquire(permits, STUCK_AFTER.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "no write has ended for " + STUCK_AFTER.toSeconds() + " s", lastFailure);
    }
  }
}
