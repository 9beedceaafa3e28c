package io.halcyon.bench.micro;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.raftstorage.engine.ScanPage;
import io.halcyon.raftstorage.engine.ScanRange;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.StorageConfig;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.engine.Version;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.entry.EntryWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The MVCC store with 100,000 keys, each written twice, 100-byte values, two history versions of
/// the hottest. Figures of `apply` are for one write of an entry of 64, each with its outcome.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ShardStoreBenchmark {
  private static final int KEYS = 100_000;
  private static final int ENTRY_WRITES = 64;
  private static final byte[] AFTER_KV = {StoredKey.KV + 1};
  private static final long FIRST_MILLIS = 1_700_000_000_000L;

  private final RandomGenerator random = Randomness.seeded(1);
  private final byte[] value = new byte[100];
  private final EntryWriter writer = new EntryWriter();
  private @Nullable Path directory;
  private @Nullable StorageEnvironment environment;
  private @Nullable ShardStore store;
  private byte[] ready = new byte[0];
  private long index;
  private long timestamp = HlcTimestamp.packMillis(FIRST_MILLIS);
  private long loadedAt;

  @Setup
  public void setUp() throws IOException {
    directory = Files.createTempDirectory("halcyon-bench-store");
    environment = StorageEnvironment.open(StorageConfig.DEFAULT);
    store = ShardStore.open(new ShardId(1), directory, environment);
    for (int round = 0; round < 2; round++) {
      for (int first = 0; first < KEYS; first += ENTRY_WRITES) {
        writer.begin(1);
        for (int i = first; i < Math.min(first + ENTRY_WRITES, KEYS); i++) {
          write(i);
        }
        apply(writer.finish(timestamp, 0));
      }
      if (round == 0) {
        loadedAt = timestamp;
      }
    }
    store().flush();
    ready = randomEntry();
  }

  @TearDown
  public void tearDown() throws IOException {
    store().close();
    Objects.requireNonNull(environment).close();
    List<Path> all;
    try (var tree = Files.walk(Objects.requireNonNull(directory))) {
      all = new ArrayList<>(tree.toList());
    }
    for (Path path : all.reversed()) {
      Files.deleteIfExists(path);
    }
  }

  private ShardStore store() {
    return Objects.requireNonNull(store);
  }

  private static byte[] key(int number) {
    return StoredKey.kv(
        String.format(Locale.ROOT, "user%011d", number).getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] randomKey() {
    byte[] key = StoredKey.kv(new byte[15]);
    byte[] name = "user00000000000".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, key, 1, name.length);
    int rest = random.nextInt(KEYS);
    for (int i = key.length - 1; rest > 0; i--, rest /= 10) {
      key[i] = (byte) ('0' + rest % 10);
    }
    return key;
  }

  private void write(int number) {
    timestamp++;
    writer.put(key(number), timestamp, 0, value, 0, value.length);
  }

  private void apply(byte[] entry) {
    store().apply(1, ++index, new EntryReader(entry, 0, entry.length));
  }

  private byte[] randomEntry() {
    writer.begin(1);
    for (int i = 0; i < ENTRY_WRITES; i++) {
      timestamp++;
      writer.put(randomKey(), timestamp, 0, value, 0, value.length);
      writer.outcome(new RequestId(1, timestamp, FIRST_MILLIS), new byte[8]);
    }
    return writer.finish(timestamp, 0);
  }

  @Benchmark
  public @Nullable Version newest() {
    return store().newest(randomKey());
  }

  @Benchmark
  public @Nullable Version readFromHistory() {
    return store().read(randomKey(), loadedAt);
  }

  @Benchmark
  public ScanPage scanOfHundred() {
    return store()
        .scan(
            new ScanRange(randomKey(), AFTER_KV, false, timestamp, 100, 1 << 20, false, _ -> true));
  }

  @Benchmark
  @OperationsPerInvocation(ENTRY_WRITES)
  public byte[] buildEntry() {
    return randomEntry();
  }

  @Benchmark
  @OperationsPerInvocation(ENTRY_WRITES)
  public void buildAndApplyEntry() {
    apply(randomEntry());
  }

  @Benchmark
  @OperationsPerInvocation(ENTRY_WRITES)
  public long readEntry() {
    EntryReader entry = new EntryReader(ready, 0, ready.length);
    long sum = 0;
    while (entry.next()) {
      sum += entry.valueLength();
    }
    return sum;
  }
}
