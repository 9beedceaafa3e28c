package io.halcyon.node.repair;

import io.halcyon.raftstorage.engine.ScrubPace;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Reads all that the node has stored from time to time, slowly: damage that nobody's read would
/// meet is found while the other replicas are still whole.
///
/// One thread of its own, since reading tables blocks in native code. Thread-safe.
public final class Scrubber implements AutoCloseable {
  /// What is scrubbed.
  public interface Target {
    /// Reads everything at the given pace; returns false if the pace ended it early.
    boolean scrub(ScrubPace pace) throws InterruptedException;
  }

  private final ScrubConfig config;
  private final Target target;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();

  public Scrubber(ScrubConfig config, Target target) {
    this.config = config;
    this.target = target;
  }

  /// Begins the first round, unless scrubs are turned off.
  public void start() {
    if (config.every().isPositive()) {
      Thread.ofPlatform().daemon().name("halcyon-scrub").start(this::run);
    }
  }

  private void run() {
    try {
      do {
        if (target.scrub(this::read)) {
          rounds.incrementAndGet();
        }
      } while (!closing.await(config.every().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits as long as reading that much may take.
  private boolean read(long count) {
    bytes.addAndGet(count);
    long nanos = (long) (count * 1e9 / config.bytesPerSecond());
    try {
      return !closing.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Returns the bytes read so far.
  public long bytes() {
    return bytes.get();
  }

  /// Returns how often everything has been read.
  public long rounds() {
    return rounds.get();
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
