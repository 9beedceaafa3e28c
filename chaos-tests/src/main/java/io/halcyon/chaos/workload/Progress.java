package io.halcyon.chaos.workload;

import io.halcyon.core.hlc.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When each hot key was last written with success, so that one can wait until writes flow again.
/// Thread-safe; the lock is this object.
public final class Progress {
  private record Write(long invokedNanos, long completedNanos) {}

  private final Map<String, Write> newest = new HashMap<>();

  /// @param keys that must be written for writes to flow
  Progress(List<String> keys) {
    keys.forEach(key -> newest.put(key, new Write(Long.MIN_VALUE, Long.MIN_VALUE)));
  }

  /// Notes an acknowledged write; of those of one key the one invoked last counts.
  synchronized void wrote(String key, long invokedNanos, long completedNanos) {
    newest.computeIfPresent(
        key,
        (_, before) ->
            before.invokedNanos() >= invokedNanos
                ? before
                : new Write(invokedNanos, completedNanos));
    notifyAll();
  }

  /// Waits until each hot key has had a write that was invoked after a moment.
  ///
  /// @return how long after that moment it was so; empty if it was not within `patience` from now
  public synchronized Optional<Duration> awaitWritesSince(long nanos, Duration patience)
      throws InterruptedException {
    long deadline = SystemClock.INSTANCE.monotonicNanos() + patience.toNanos();
    for (; ; ) {
      if (missingSince(nanos).isEmpty()) {
        return Optional.of(Duration.ofNanos(SystemClock.INSTANCE.monotonicNanos() - nanos));
      }
      long left = deadline - SystemClock.INSTANCE.monotonicNanos();
      if (left <= 0) {
        return Optional.empty();
      }
      wait(Math.max(1, left / 1_000_000));
    }
  }

  /// Returns the hot keys without a write that was invoked after a moment.
  public synchronized List<String> missingSince(long nanos) {
    List<String> missing = new ArrayList<>();
    newest.forEach((key, write) -> {
      if (write.invokedNanos() < nanos) {
        missing.add(key);
      }
    });
    missing.sort(null);
    return missing;
  }
}
