package io.halcyon.raftstorage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

class BatchBufferTest {
  @Test
  void makesTheSameBytesAsRocksDbsOwnBuilder(@TempDir Path directory) throws Exception {
    RandomGenerator random = Randomness.seeded(1);
    try (StorageEnvironment environment = StorageEnvironment.open(StoreFixture.CONFIG);
        Database database = Database.open(StoreFixture.SHARD, directory, environment);
        WriteBatch expected = new WriteBatch()) {
      BatchBuffer batch = BatchBuffer.of(database);
      for (int size : new int[] {0, 1, 127, 128, 16_383, 16_384, 300_000}) {
        byte[] key = new byte[1 + size % 20_000];
        byte[] value = new byte[size];
        random.nextBytes(key);
        random.nextBytes(value);
        batch.put(ColumnFamily.HISTORY, key, value);
        expected.put(database.handle(ColumnFamily.HISTORY), key, value);
        batch.delete(ColumnFamily.EXPIRY, key, 0, key.length);
        expected.delete(database.handle(ColumnFamily.EXPIRY), key);
        batch.deleteRange(ColumnFamily.OUTCOMES, key, value);
        expected.deleteRange(database.handle(ColumnFamily.OUTCOMES), key, value);
      }

      assertThat(batch.serialize()).isEqualTo(expected.data());
      assertThat(expected.count()).isEqualTo(batch.count());
    }
  }
}
