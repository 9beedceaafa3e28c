package io.halcyon.bench.load;

import io.halcyon.core.runtime.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// The keys and values of a run. Keys are `user` and the record's number in eleven digits, 15 bytes
/// together. Thread-safe.
final class Records {
  private static final int POOL_BYTES = 1 << 20;

  private final long initial;
  private final int valueBytes;
  private final KeyDistribution distribution;
  private final Zipfian zipfian;
  private final byte[] pool;
  private final AtomicLong next;
  private final AtomicLong inserted = new AtomicLong();

  /// @param count records loaded before the run
  Records(long count, int valueBytes, KeyDistribution distribution) {
    this.initial = count;
    this.valueBytes = valueBytes;
    this.distribution = distribution;
    this.zipfian = new Zipfian(distribution == KeyDistribution.UNIFORM ? 1 : count);
    this.next = new AtomicLong(count);
    this.pool = new byte[POOL_BYTES + valueBytes];
    Randomness.seeded(count).nextBytes(pool);
  }

  long initialCount() {
    return initial;
  }

  static byte[] key(long number) {
    byte[] key = "user00000000000".getBytes(StandardCharsets.US_ASCII);
    long rest = number;
    for (int i = key.length - 1; i >= 4; i--, rest /= 10) {
      key[i] = (byte) ('0' + rest % 10);
    }
    return key;
  }

  /// Returns the number of a record that exists, or that an insert under way will make.
  long choose(RandomGenerator random) {
    return switch (distribution) {
      case UNIFORM -> random.nextLong(initial);
      case ZIPFIAN -> zipfian.scrambled(random);
      case LATEST -> Math.max(0, initial + inserted.get() - 1 - zipfian.rank(random));
    };
  }

  /// Returns the number for a new record.
  long begin() {
    return next.getAndIncrement();
  }

  void inserted() {
    inserted.incrementAndGet();
  }

  byte[] value(RandomGenerator random) {
    byte[] value = new byte[valueBytes];
    System.arraycopy(pool, random.nextInt(POOL_BYTES), value, 0, valueBytes);
    return value;
  }
}
