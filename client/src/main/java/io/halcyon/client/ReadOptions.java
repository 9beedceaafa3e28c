package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.time.Duration;

/// How fresh a read must be.
public sealed interface ReadOptions {
  /// Sees every write that was acknowledged before it began; the default.
  ReadOptions LINEARIZABLE = new Linearizable();

  record Linearizable() implements ReadOptions {}

  /// Sees exactly the snapshot at a timestamp, as long as it has not been collected.
  record At(HlcTimestamp timestamp) implements ReadOptions {
    public At {
      if (timestamp.packed() == 0) {
        throw new IllegalArgumentException("a snapshot's timestamp must not be 0");
      }
    }
  }

  /// Any replica may answer with a state at most this old.
  record MaxStaleness(Duration staleness) implements ReadOptions {
    public MaxStaleness {
      if (staleness.compareTo(Duration.ofMillis(1)) < 0
          || staleness.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("staleness must be 1 ms to 1 day: " + staleness);
      }
    }
  }

  static ReadOptions at(HlcTimestamp timestamp) {
    return new At(timestamp);
  }

  static ReadOptions maxStaleness(Duration staleness) {
    return new MaxStaleness(staleness);
  }
}
