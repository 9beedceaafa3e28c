package io.halcyon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.node.liveness.LivenessConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FarewellIT {
  /// Longer than the client's patience: an answer cannot have waited for it to run out.
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final int KEYS = 20;

  @Test
  void nobodyWaitsForTheLeaseOfANodeThatWasStoppedNicely() throws Exception {
    try (var cluster =
        Halcyon.cluster(3)
            .shards(3)
            .nodeSettings(node ->
                node.withLiveness(new LivenessConfig(LEASE, LivenessConfig.DEFAULT.renewEvery())))
            .start()) {
      HalcyonClient client = cluster.client().withTimeout(Duration.ofSeconds(60));
      for (int stopped = 1; stopped <= 3; stopped++) {
        cluster.node(stopped).stop();
        for (int i = 0; i < KEYS; i++) {
          client.put("key" + i, "without " + stopped);
          assertThat(client.get("key" + i).map(Entry::text)).contains("without " + stopped);
        }
        cluster.node(stopped).start();
        cluster.awaitReady(Duration.ofSeconds(60));
      }
    }
  }
}
