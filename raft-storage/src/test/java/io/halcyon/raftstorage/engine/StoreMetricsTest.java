package io.halcyon.raftstorage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMetricsTest {
  @Test
  void metersFollowTheStoreAndAreRemovedWithIt(@TempDir Path directory) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (StoreFixture db = new StoreFixture(directory)) {
      StoreMetrics metrics = new StoreMetrics(registry, db.environment);
      metrics.watch(StoreFixture.SHARD, () -> db.store);
      db.put("k", 10, "v");
      db.store.flush();
      db.newest("k");

      assertThat(registry.get("halcyon.storage.sst").gauge().value()).isPositive();
      assertThat(registry.get("halcyon.storage.applied.index").gauge().value()).isEqualTo(1);
      assertThat(registry.get("halcyon.storage.files").tag("level", "0").gauge().value())
          .isPositive();
      assertThat(registry.get("halcyon.storage.flush.written").functionCounter().count())
          .isPositive();

      db.store.close();
      assertThat(registry.get("halcyon.storage.sst").gauge().value()).isZero();
      metrics.forget(StoreFixture.SHARD);
      assertThat(registry.find("halcyon.storage.sst").gauge()).isNull();
    }
  }
}
