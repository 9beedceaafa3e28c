package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// One open RocksDB with its column families: turns its exceptions into failures and remembers the
/// fatal ones.
///
/// Thread-safe. Callers are inside {@link #gate} while they use it, iterators included.
final class Database implements AutoCloseable {
  private final ShardId shard;
  private final Path directory;
  private final StoreOptions options;
  private final RocksDB rocks;
  private final List<ColumnFamilyHandle> handles;
  private final Map<ColumnFamily, ColumnFamilyHandle> byFamily = new EnumMap<>(ColumnFamily.class);
  private final ServiceGate gate = new ServiceGate();

  /// Shared by all threads: RocksDB only reads it. Block checksums are verified by default; it is
  /// said again because everything rests on it.
  private final ReadOptions reads = new ReadOptions().setVerifyChecksums(true);

  private final WriteOptions writes = new WriteOptions().setDisableWAL(true);
  private final FlushOptions flushes = new FlushOptions().setWaitForFlush(true);

  private Database(
      ShardId shard,
      Path directory,
      StoreOptions options,
      RocksDB rocks,
      List<ColumnFamilyHandle> handles) {
    this.shard = shard;
    this.directory = directory;
    this.options = options;
    this.rocks = rocks;
    this.handles = handles;
    Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
    for (ColumnFamily family : ColumnFamily.values()) {
      byFamily.put(family, inOrder.next());
    }
  }

  StorageConfig config() {
    return options.config();
  }

  static Database open(ShardId shard, Path directory, StorageEnvironment environment) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new HalcyonException(
          new Failure.Internal("cannot create " + directory + ": " + e.getMessage()), e);
    }
    return open(shard, directory, environment, false);
  }

  static Database openReadOnly(ShardId shard, Path directory, StorageEnvironment environment) {
    return open(shard, directory, environment, true);
  }

  private static Database open(
      ShardId shard, Path directory, StorageEnvironment environment, boolean readOnly) {
    StoreOptions options = new StoreOptions(environment);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB rocks =
          readOnly
              ? RocksDB.openReadOnly(
                  options.database(), directory.toString(), options.descriptors(), handles)
              : RocksDB.open(
                  options.database(), directory.toString(), options.descriptors(), handles);
      return new Database(shard, directory, options, rocks, List.copyOf(handles));
    } catch (RocksDBException e) {
      options.close();
      throw new HalcyonException(classify(shard, directory, e), e);
    }
  }

  ShardId shard() {
    return shard;
  }

  ServiceGate gate() {
    return gate;
  }

  /// For what this class does not wrap; exceptions go through {@link #failure}.
  RocksDB rocks() {
    return rocks;
  }

  ColumnFamilyHandle handle(ColumnFamily family) {
    return Objects.requireNonNull(byFamily.get(family));
  }

  /// Returns a copy of a record's value; one native call, one allocation.
  byte @Nullable [] get(ColumnFamily family, byte[] key) {
    try {
      return rocks.get(handle(family), reads, key);
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /// Copies as much of a record's value as fits; returns its whole length, or {@link
  /// RocksDB#NOT_FOUND}. One native call, no allocation on the heap.
  int get(ColumnFamily family, byte[] buffer, int offset, int length, byte[] target) {
    try {
      return rocks.get(handle(family), reads, buffer, offset, length, target, 0, target.length);
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /// Writes a batch without a write-ahead log; a failure is fatal, because what the entry did is
  /// then not known.
  void write(byte[] serialized) {
    try (WriteBatch batch = new WriteBatch(serialized)) {
      rocks.write(writes, batch);
    } catch (RocksDBException e) {
      throw fatal(e);
    }
  }

  /// Flushes all families atomically and waits; a failure is fatal.
  void flush() {
    try {
      rocks.flush(flushes, handles);
    } catch (RocksDBException e) {
      throw fatal(e);
    }
  }

  Snapshot snapshot() {
    return rocks.getSnapshot();
  }

  void release(Snapshot snapshot) {
    rocks.releaseSnapshot(snapshot);
    snapshot.close();
  }

  long property(ColumnFamily family, String name) {
    try {
      return rocks.getLongProperty(handle(family), name);
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /// Returns a property's sum over all families.
  long property(String name) {
    long sum = 0;
    for (ColumnFamily family : ColumnFamily.values()) {
      sum += property(family, name);
    }
    return sum;
  }

  /// Returns the number of tables at a level; RocksDB has it as text only.
  long filesAtLevel(int level) {
    long sum = 0;
    try {
      for (ColumnFamilyHandle handle : handles) {
        sum += Long.parseLong(rocks.getProperty(handle, StoreProperties.filesAtLevel(level)));
      }
    } catch (RocksDBException e) {
      throw failure(e);
    }
    return sum;
  }

  /// Returns what to throw for an exception of a read; corruption closes the gate.
  HalcyonException failure(RocksDBException e) {
    Failure failure = classify(shard, directory, e);
    if (failure instanceof Failure.Corrupted) {
      gate.fail(failure);
    }
    return new HalcyonException(failure, e);
  }

  /// Returns what to throw for an exception after which the store must not go on.
  HalcyonException fatal(RocksDBException e) {
    Failure failure = classify(shard, directory, e);
    gate.fail(failure);
    return new HalcyonException(failure, e);
  }

  private static Failure classify(ShardId shard, Path directory, RocksDBException e) {
    Status status = e.getStatus();
    String detail = "store " + directory + ": " + e.getMessage();
    boolean corrupted = status != null && (isCorruption(status) || isMissingFile(status, detail));
    return corrupted ? new Failure.Corrupted(shard, detail) : new Failure.Internal(detail);
  }

  private static boolean isCorruption(Status status) {
    return status.getCode() == Status.Code.Corruption;
  }

  /// A table that the manifest names is gone; the Java interface has no status of its own for it.
  private static boolean isMissingFile(Status status, String detail) {
    return status.getCode() == Status.Code.IOError
        && detail.contains(".sst")
        && detail.contains("No such file or directory");
  }

  /// Waits for callers inside, then frees everything; harmless when repeated.
  @Override
  public void close() {
    if (!gate.close()) {
      return;
    }
    for (ColumnFamilyHandle handle : handles) {
      handle.close();
    }
    rocks.close();
    reads.close();
    writes.close();
    flushes.close();
    options.close();
  }
}
