package io.halcyon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.client.HalcyonClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@HalcyonTest
class HalcyonExtensionIT {
  @Test
  void aTestGetsAClientOfItsCluster(HalcyonClient client) {
    client.put("greeting", "hello");
    assertThat(client.get("greeting"))
        .hasValueSatisfying(entry -> assertThat(entry.text()).isEqualTo("hello"));
  }

  @Nested
  class InsideAnotherClass {
    @Test
    void theClusterIsTheSame(EmbeddedCluster cluster, HalcyonClient client) {
      assertThat(cluster.client()).isSameAs(client);
      assertThat(cluster.nodes()).hasSize(3);
    }
  }
}
