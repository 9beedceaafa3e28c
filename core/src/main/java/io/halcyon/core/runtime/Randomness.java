package io.halcyon.core.runtime;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The only place that creates randomness, so that tests can seed it.
public final class Randomness {
  private static final SecureRandom SECURE = new SecureRandom();

  private Randomness() {}

  /// Returns a generator that yields the same numbers for the same seed; not thread-safe.
  public static RandomGenerator seeded(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// Returns a generator with an unpredictable seed; not thread-safe.
  public static RandomGenerator unseeded() {
    return seeded(SECURE.nextLong());
  }

  /// Returns 64 unpredictable bits: identities that must never collide.
  public static long identity() {
    return SECURE.nextLong();
  }
}
