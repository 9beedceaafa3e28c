package io.halcyon.raftstorage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.testing.SeededTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorruptionTest {
  private static final int KEYS = 300;

  @SeededTest(runs = 25)
  void aFlippedByteIsNeverServedAsAWrongAnswer(RandomGenerator random, @TempDir Path directory)
      throws IOException {
    writeStore(directory);
    List<Path> tables = StoreFixture.tables(directory);
    flip(tables.get(random.nextInt(tables.size())), random);

    try (StoreFixture db = new StoreFixture(directory)) {
      readEverything(db);
    } catch (HalcyonException e) {
      // Found at opening.
      assertCorrupted(e);
    }
  }

  private static void readEverything(StoreFixture db) {
    try {
      for (int i = 0; i < KEYS; i++) {
        assertThat(db.newest("k" + i)).isEqualTo(newValue(i));
        assertThat(db.read("k" + i, 1)).isEqualTo(oldValue(i));
      }
      assertThat(db.scan("", null, true, 1, 10_000).split(" ")).hasSize(KEYS);
    } catch (HalcyonException e) {
      assertCorrupted(e);
      assertThat(db.store.failure()).isInstanceOf(Failure.Corrupted.class);
      assertThatThrownBy(() -> db.newest("k1"))
          .as("the failure is sticky")
          .isInstanceOfSatisfying(HalcyonException.class, CorruptionTest::assertCorrupted);
      assertThatThrownBy(() -> db.put("k1", 1_000_000, "after"))
          .isInstanceOfSatisfying(HalcyonException.class, CorruptionTest::assertCorrupted);
    }
  }

  @SeededTest(runs = 8)
  void verifyFindsAFlippedByteInTheData(RandomGenerator random, @TempDir Path directory)
      throws IOException {
    writeStore(directory);
    Path table = largest(StoreFixture.tables(directory));
    byte[] content = Files.readAllBytes(table);
    // The first half of a table is data blocks, whose every byte is under a checksum.
    content[random.nextInt(content.length / 2)] ^= (byte) (1 << random.nextInt(8));
    Files.write(table, content);

    assertThatThrownBy(() -> verify(directory))
        .isInstanceOfSatisfying(HalcyonException.class, CorruptionTest::assertCorrupted);
  }

  @Test
  void verifyFindsAMissingTable(@TempDir Path directory) throws IOException {
    writeStore(directory);
    Files.delete(largest(StoreFixture.tables(directory)));

    assertThatThrownBy(() -> verify(directory))
        .isInstanceOfSatisfying(HalcyonException.class, CorruptionTest::assertCorrupted);
  }

  @Test
  void verifyReturnsThePositionOfAnUndamagedStore(@TempDir Path directory) {
    writeStore(directory);

    assertThat(verify(directory)).isEqualTo(new AppliedPosition(1, 2));
  }

  @Test
  void aDirectoryThatIsNoStoreIsCorrupted(@TempDir Path directory) {
    assertThatThrownBy(() -> verify(directory)).isInstanceOf(HalcyonException.class);
  }

  private static AppliedPosition verify(Path directory) {
    try (StorageEnvironment environment = StorageEnvironment.open(StoreFixture.CONFIG)) {
      return ShardStore.verify(StoreFixture.SHARD, directory, environment);
    }
  }

  private static void writeStore(Path directory) {
    try (StoreFixture db = new StoreFixture(directory)) {
      db.apply(entry -> {
        for (int i = 0; i < KEYS; i++) {
          StoreFixture.put(entry, "k" + i, 1, oldValue(i));
        }
      });
      db.apply(entry -> {
        for (int i = 0; i < KEYS; i++) {
          StoreFixture.put(entry, "k" + i, 2, newValue(i));
        }
      });
      db.store.flush();
    }
  }

  private static String oldValue(int key) {
    return "old" + key + "-" + Randomness.seeded(key).nextLong();
  }

  private static String newValue(int key) {
    return "new" + key + "-" + Randomness.seeded(key + KEYS).nextLong();
  }

  private static Path largest(List<Path> tables) throws IOException {
    Path largest = tables.getFirst();
    for (Path table : tables) {
      if (Files.size(table) > Files.size(largest)) {
        largest = table;
      }
    }
    return largest;
  }

  private static void flip(Path file, RandomGenerator random) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, content);
  }

  private static void assertCorrupted(HalcyonException e) {
    assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class);
    assertThat(e).hasMessageContaining(StoreFixture.SHARD.toString());
  }
}
