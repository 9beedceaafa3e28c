package io.halcyon.raftstorage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @Test
  void s1ACheckpointRecordsThePositionOfWhatItContains(@TempDir Path directory) {
    try (StoreFixture db = new StoreFixture(directory.resolve("db"))) {
      db.term = 4;
      for (int i = 0; i < 100; i++) {
        db.put("k" + i, 10 + i, "v" + i);
      }
      db.store.skip(5, 120);

      Checkpoint checkpoint = db.store.checkpoint(directory.resolve("snapshots/c1"));
      db.index = 120;
      db.term = 5;
      db.put("later", 1000, "x");

      assertThat(checkpoint.term()).isEqualTo(5);
      assertThat(checkpoint.index()).isEqualTo(120);
      assertThat(
              ShardStore.verify(
                  StoreFixture.SHARD, directory.resolve("snapshots/c1"), db.environment))
          .isEqualTo(new AppliedPosition(5, 120));
    }
  }

  @Test
  void theListedFilesAloneMakeTheStore(@TempDir Path directory) throws IOException {
    Path target = directory.resolve("received");
    Files.createDirectories(target);
    try (StoreFixture db = new StoreFixture(directory.resolve("db"))) {
      for (int i = 0; i < 100; i++) {
        db.put("k" + i % 10, 10 + i, "v" + i);
      }
      Checkpoint checkpoint = db.store.checkpoint(directory.resolve("c"));
      for (Path file : checkpoint.files()) {
        Files.copy(directory.resolve("c").resolve(file), target.resolve(file));
      }
    }

    try (StoreFixture received = new StoreFixture(target)) {
      assertThat(received.store.appliedIndex()).isEqualTo(100);
      assertThat(received.newest("k3")).isEqualTo("v93");
      assertThat(received.read("k3", 60)).isEqualTo("v43");
      received.put("k3", 500, "on");
      assertThat(received.newest("k3")).isEqualTo("on");
    }
  }
}
