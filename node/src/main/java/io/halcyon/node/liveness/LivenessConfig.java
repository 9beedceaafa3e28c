package io.halcyon.node.liveness;

import java.time.Duration;

/// Settings of liveness, prefix `node.liveness`.
///
/// @param lease how long a node may serve after its last granted request; a dead node holds answers
///   back for about this long
/// @param renewEvery pause between requests; several must fit into a lease. Each is an entry of the
///   system shard, which is most of what an idle cluster does
public record LivenessConfig(Duration lease, Duration renewEvery) {
  public static final LivenessConfig DEFAULT =
      new LivenessConfig(Duration.ofMillis(1500), Duration.ofMillis(500));

  public LivenessConfig {
    if (renewEvery.toMillis() < 10 || renewEvery.multipliedBy(2).compareTo(lease) > 0) {
      throw new IllegalArgumentException(
          "node.liveness.renew-every must be at least 10ms and at most half of node.liveness.lease: "
              + renewEvery);
    }
  }
}
