package io.halcyon.bench.micro;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.ring.Ring;
import io.halcyon.core.ring.Tokens;
import io.halcyon.core.runtime.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// From a key to its shard: hash, then binary search in the ring.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {
  private static final int KEYS = 1024;

  @Param({"4", "64"})
  int shards;

  private final byte[][] keys = new byte[KEYS][];
  private Ring ring = Ring.of(new Epoch(1), new long[1], new int[1]);
  private int next;

  @Setup
  public void setUp() {
    TreeMap<ShardId, Integer> vnodes = new TreeMap<>();
    for (int i = 1; i <= shards; i++) {
      vnodes.put(new ShardId(i), Ring.vnodesFor(1));
    }
    ring = Ring.initial(vnodes);
    var random = Randomness.seeded(1);
    for (int i = 0; i < KEYS; i++) {
      keys[i] = ("user" + random.nextInt(1_000_000_000)).getBytes(StandardCharsets.US_ASCII);
    }
  }

  @Benchmark
  public long token() {
    byte[] key = keys[next++ & (KEYS - 1)];
    return Tokens.ofKey(key, 0, key.length);
  }

  @Benchmark
  public int ownerOfKey() {
    byte[] key = keys[next++ & (KEYS - 1)];
    return ring.ownerIdOf(Tokens.ofKey(key, 0, key.length));
  }
}
