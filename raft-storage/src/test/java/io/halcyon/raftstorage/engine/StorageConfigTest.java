package io.halcyon.raftstorage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StorageConfigTest {
  @Test
  void defaultsSuitASmallNode() {
    StorageConfig config = StorageConfig.DEFAULT;

    assertThat(config.cacheBytes()).isLessThanOrEqualTo(128L << 20);
    assertThat(config.writeBufferBytesMax()).isLessThanOrEqualTo(config.cacheBytes() / 2);
    assertThat(config.shardWriteBufferBytes()).isLessThan(config.writeBufferBytesMax());
  }

  @Test
  void aShardsBufferMustFitTheBudget() {
    assertThatThrownBy(() -> new StorageConfig(8 << 20, 8 << 20, 16 << 20, 0, 0, 1, 64, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node.storage.shard-write-buffer-bytes");
  }
}
