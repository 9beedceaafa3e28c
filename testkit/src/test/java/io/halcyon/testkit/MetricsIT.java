package io.halcyon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsIT {
  @Test
  void everyProcessServesWellFormedMetricsThatMoveWithTheWork() throws Exception {
    try (var cluster = Halcyon.cluster(3).shards(1).start()) {
      for (int i = 0; i < 20; i++) {
        cluster.client().put("k" + i, "v");
        cluster.client().get("k" + i);
      }
      PrometheusText router = PrometheusText.of(cluster.routerHttpAddress());
      assertThat(router.sum("halcyon_router_operation_seconds_count")).isGreaterThanOrEqualTo(40);
      double led = 0;
      for (EmbeddedNode node : cluster.nodes()) {
        PrometheusText metrics = PrometheusText.of(node.config().httpListen());
        led += metrics.value("halcyon_replica_leader{shard=\"1\"}");
        String sync = "halcyon_replica_log_sync_duration_seconds";
        assertThat(metrics.types()).containsEntry(sync, "histogram");
        assertThat(metrics.value(sync + "_count{shard=\"1\"}"))
            .as("forced writes of the log, on each replica")
            .isGreaterThanOrEqualTo(1);
        assertThat(metrics.value(sync + "_sum{shard=\"1\"}")).isPositive();
        assertThat(metrics.value("halcyon_replica_log_bytes{shard=\"1\"}")).isPositive();
        assertThat(metrics.value("halcyon_replica_applied_index{shard=\"1\"}")).isPositive();
      }
      assertThat(led).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1",
        "a 1\n",
        "# TYPE a gauge\na{b=c} 1\n",
        "# TYPE a gauge\na{b=\"c\"} 1\na{b=\"c\"} 2\n",
        "# TYPE a gauge\n# TYPE b gauge\na{c=\"1\"} 1\nb 1\na{c=\"2\"} 1\n",
        "# TYPE a gauge\na one\n"
      })
  void theReaderRefusesWhatIsNotTheFormat(String text) {
    assertThatThrownBy(() -> PrometheusText.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
