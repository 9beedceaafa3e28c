package io.halcyon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.Scan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedClusterIT {
  @TempDir Path directory;

  @Test
  void dataIsKeptOverARestartOfTheWholeCluster() throws Exception {
    try (var cluster = Halcyon.cluster(3).shards(2).directory(directory).start()) {
      HalcyonClient client = cluster.client();
      for (int i = 0; i < 50; i++) {
        client.put("fruit/%02d".formatted(i), "v" + i);
      }
      assertThat(client.increment("counter", 5).value()).isEqualTo(5);
      assertThat(keys(client)).isEqualTo(expectedKeys());
    }
    try (var cluster = Halcyon.cluster(3).shards(2).directory(directory).start()) {
      HalcyonClient client = cluster.client();
      assertThat(keys(client)).isEqualTo(expectedKeys());
      assertThat(client.increment("counter", 1).value()).isEqualTo(6);
    }
  }

  @Test
  void theClusterGoesOnWithoutOneNode() throws Exception {
    try (var cluster = Halcyon.cluster(3).shards(2).directory(directory).start()) {
      HalcyonClient client = cluster.client().withTimeout(Duration.ofSeconds(30));
      client.put("a", "1");
      cluster.node(2).kill();
      client.put("a", "2");
      cluster.node(2).start();
      cluster.awaitReady(Duration.ofSeconds(60));
      cluster.node(1).stop();
      client.put("b", "3");
      assertThat(client.get("a").map(Entry::text)).contains("2");
      assertThat(client.get("b").map(Entry::text)).contains("3");
    }
  }

  private static List<String> keys(HalcyonClient client) {
    return client.scan(Scan.prefix("fruit/")).stream().map(Entry::keyText).toList();
  }

  private static List<String> expectedKeys() {
    return IntStream.range(0, 50).mapToObj("fruit/%02d"::formatted).toList();
  }
}
