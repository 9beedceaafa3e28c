package io.halcyon.router.watch;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of watches, prefix `router.watch`.
///
/// @param watchesMax watches open at a time, at most
/// @param bufferBytesMax events of one watch that wait for a slow shard or a slow client, at most;
///   from half of it on, shards that are ahead are not asked for more
/// @param messageBytesMax events in one message to the client, about; the events of one timestamp
///   are never parted
/// @param slowClientTimeout how long a client may take nothing while events wait
@Describe("Watches.")
public record WatchConfig(
    @Describe("Watches open at a time, at most.") int watchesMax,
    @Describe("Bytes of events of one watch that wait for a slow shard or client, at most.")
        int bufferBytesMax,
    @Describe(
            "Bytes of events in one message to the client, about; the events of one timestamp are never parted.")
        int messageBytesMax,
    @Describe("How long a client may take nothing while events wait.") Duration slowClientTimeout) {
  public static final WatchConfig DEFAULT =
      new WatchConfig(1_000, 16 << 20, 1 << 20, Duration.ofSeconds(30));

  public WatchConfig {
    if (watchesMax < 1) {
      throw new IllegalArgumentException(
          "router.watch.watches-max must be positive: " + watchesMax);
    }
    if (bufferBytesMax < 64 << 10) {
      throw new IllegalArgumentException(
          "router.watch.buffer-bytes-max must be at least 64 KiB: " + bufferBytesMax);
    }
    if (messageBytesMax < 1 << 10 || messageBytesMax > 2 << 20) {
      throw new IllegalArgumentException(
          "router.watch.message-bytes-max must be from 1 KiB to 2 MiB: " + messageBytesMax);
    }
    if (slowClientTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "router.watch.slow-client-timeout must be at least 1ms: " + slowClientTimeout);
    }
  }
}
