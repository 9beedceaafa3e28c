package io.halcyon.bench.load;

import java.util.random.RandomGenerator;

/// Draws ranks from 0 to n-1 by Zipf's law. Algorithm: Gray et al. 1994, "Quickly generating
/// billion-record synthetic databases", section 3.2, as in YCSB's ZipfianGenerator. Immutable.
final class Zipfian {
  /// YCSB's constant.
  static final double THETA = 0.99;

  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 1099511628211L;

  private final long items;
  private final double zeta;
  private final double alpha = 1 / (1 - THETA);
  private final double eta;

  Zipfian(long items) {
    this.items = items;
    double sum = 0;
    for (long i = 1; i <= items; i++) {
      sum += Math.pow((double) i, -THETA);
    }
    zeta = sum;
    eta = (1 - Math.pow(2.0 / items, 1 - THETA)) / (1 - (1 + Math.pow(0.5, THETA)) / zeta);
  }

  long rank(RandomGenerator random) {
    double u = random.nextDouble();
    double uz = u * zeta;
    if (uz < 1) {
      return 0;
    }
    if (uz < 1 + Math.pow(0.5, THETA)) {
      return Math.min(1, items - 1);
    }
    return Math.min(items - 1, (long) (items * Math.pow(eta * u - eta + 1, alpha)));
  }

  /// Returns a rank scattered over the items, the same one each time (FNV-1 hash, as YCSB does).
  long scrambled(RandomGenerator random) {
    long rank = rank(random);
    long hash = FNV_OFFSET;
    for (int shift = 0; shift < 64; shift += 8) {
      hash = (hash ^ ((rank >>> shift) & 0xFF)) * FNV_PRIME;
    }
    return Math.floorMod(hash, items);
  }
}
