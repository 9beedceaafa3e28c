package io.halcyon.bench.raw;

import io.halcyon.core.runtime.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB's batch write: 64 puts of 100-byte values on random keys, one thread.
public final class RocksProbe {
  private static final int BATCH = 64;
  private static final int VALUE_BYTES = 100;
  private static final int KEYS = 100_000;

  private RocksProbe() {}

  public static List<RawResult> run(Path directory, Duration time) throws IOException {
    RocksDB.loadLibrary();
    List<RawResult> results = new ArrayList<>();
    try {
      try (WriteOptions noWal = new WriteOptions().setDisableWAL(true)) {
        results.add(write(directory.resolve("rocks-no-wal"), time, noWal, "WAL off"));
      }
      try (WriteOptions wal = new WriteOptions()) {
        results.add(write(directory.resolve("rocks-wal"), time, wal, "WAL on, not synced"));
      }
      try (WriteOptions synced = new WriteOptions().setSync(true)) {
        results.add(write(directory.resolve("rocks-sync"), time, synced, "WAL on, synced"));
      }
    } catch (RocksDBException failed) {
      throw new IOException(failed);
    }
    return results;
  }

  private static RawResult write(Path directory, Duration time, WriteOptions how, String what)
      throws RocksDBException {
    RandomGenerator random = Randomness.seeded(1);
    byte[] key = new byte[15];
    byte[] value = new byte[VALUE_BYTES];
    try (Options options =
            new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(64L << 20);
        RocksDB db = RocksDB.open(options, directory.toString());
        WriteBatch batch = new WriteBatch()) {
      return Timing.<RocksDBException>repeat(
          "RocksDB, batch of " + BATCH + " puts, " + what,
          time,
          BATCH,
          () -> {
            batch.clear();
            for (int i = 0; i < BATCH; i++) {
              ByteBuffer.wrap(key).putLong(random.nextInt(KEYS) * 0x9E3779B97F4A7C15L);
              random.nextBytes(value);
              batch.put(key, value);
            }
            db.write(how, batch);
          });
    }
  }
}
