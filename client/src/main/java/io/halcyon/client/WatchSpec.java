package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.time.Duration;

/// What to watch, and from when. Immutable.
///
/// @param key a key, or a prefix (empty: everything)
/// @param after only changes with a greater timestamp; {@link HlcTimestamp#ZERO}: from now on
/// @param progress how often a batch comes although nothing changed
public record WatchSpec(byte[] key, boolean isPrefix, HlcTimestamp after, Duration progress) {
  private static final Duration PROGRESS_DEFAULT = Duration.ofSeconds(1);

  public WatchSpec {
    if (progress.compareTo(Duration.ofMillis(10)) < 0
        || progress.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("progress must be 10 ms to 10 min: " + progress);
    }
  }

  public static WatchSpec key(byte[] key) {
    return new WatchSpec(key, false, HlcTimestamp.ZERO, PROGRESS_DEFAULT);
  }

  public static WatchSpec key(String key) {
    return key(Text.utf8(key));
  }

  public static WatchSpec prefix(byte[] prefix) {
    return new WatchSpec(prefix, true, HlcTimestamp.ZERO, PROGRESS_DEFAULT);
  }

  public static WatchSpec prefix(String prefix) {
    return prefix(Text.utf8(prefix));
  }

  public WatchSpec after(HlcTimestamp timestamp) {
    return new WatchSpec(key, isPrefix, timestamp, progress);
  }

  public WatchSpec progress(Duration interval) {
    return new WatchSpec(key, isPrefix, after, interval);
  }
}
