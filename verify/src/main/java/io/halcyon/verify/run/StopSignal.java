package io.halcyon.verify.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells everybody in a run that it is over. Thread-safe.
final class StopSignal implements Stop {
  private final CountDownLatch latch = new CountDownLatch(1);

  void now() {
    latch.countDown();
  }

  @Override
  public boolean isNow() {
    return latch.getCount() == 0;
  }

  @Override
  public boolean await(Duration atMost) throws InterruptedException {
    return latch.await(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
  }
}
