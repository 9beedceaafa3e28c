package io.halcyon.bench.load;

import java.util.Locale;

/// How keys are chosen among those that exist.
public enum KeyDistribution {
  /// Each with the same probability.
  UNIFORM,
  /// Zipf's law with YCSB's constant 0.99, the popular keys scattered over the key space.
  ZIPFIAN,
  /// Zipf's law over the age of the keys, the newest being the most popular (YCSB D).
  LATEST;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
