package io.halcyon.verify.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells everybody in a run that it is over. Thread-safe.
public final class Stop {
  private final CountDownLatch latch = new CountDownLatch(1);

  void now() {
    latch.countDown();
  }

  public boolean isNow() {
    return latch.getCount() == 0;
  }

  /// Waits for the end.
  ///
  /// @return whether it has come
  public boolean await(Duration atMost) throws InterruptedException {
    return latch.await(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
  }
}
