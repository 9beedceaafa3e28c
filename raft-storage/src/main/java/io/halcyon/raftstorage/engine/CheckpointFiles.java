package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/// Makes checkpoints and reads what a checkpoint contains.
final class CheckpointFiles {
  private CheckpointFiles() {}

  /// Copies the store by hard links into `target`, which must not exist; RocksDB flushes first.
  static Checkpoint create(Database database, StorageEnvironment environment, Path target) {
    try (org.rocksdb.Checkpoint checkpoint = org.rocksdb.Checkpoint.create(database.rocks())) {
      Path parent = target.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      checkpoint.createCheckpoint(target.toString());
      List<Path> files = list(target);
      // Entries may have been applied since: the copy says itself what it contains (S1).
      AppliedPosition position = position(database.shard(), target, environment, false);
      return new Checkpoint(position.term(), position.index(), files);
    } catch (RocksDBException e) {
      throw database.failure(e);
    } catch (IOException e) {
      throw new HalcyonException(
          new Failure.Internal("checkpoint " + target + ": " + e.getMessage()), e);
    }
  }

  /// Returns what the store in `directory`, which nobody has open, contains.
  ///
  /// @param everyBlock whether to read all files and verify the checksum of each block
  /// @throws HalcyonException with `Corrupted` if anything is missing or damaged
  static AppliedPosition position(
      ShardId shard, Path directory, StorageEnvironment environment, boolean everyBlock) {
    try (Database copy = Database.openReadOnly(shard, directory, environment)) {
      if (everyBlock) {
        copy.rocks().verifyChecksum();
      }
      byte[] applied = copy.get(ColumnFamily.META, MetaKeys.APPLIED);
      if (applied == null || applied.length != AppliedState.BYTES) {
        throw new HalcyonException(
            new Failure.Corrupted(shard, "store " + directory + " has no applied position"));
      }
      return AppliedState.decode(applied).position();
    } catch (RocksDBException e) {
      throw new HalcyonException(
          new Failure.Corrupted(shard, "store " + directory + ": " + e.getMessage()), e);
    }
  }

  /// Lists the files that make up a store, relative to its directory; not RocksDB's logs and locks.
  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(Path::getFileName)
          .filter(CheckpointFiles::belongs)
          .sorted()
          .toList();
    }
  }

  private static boolean belongs(Path name) {
    String file = name.toString();
    return !file.equals("LOCK") && !file.startsWith("LOG");
  }
}
