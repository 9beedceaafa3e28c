package io.halcyon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ZipfianTest {
  private static final int DRAWS = 200_000;

  /// Zipf's law: rank k has probability k^-0.99 / zeta(n). Gray et al. 1994, section 3.2.
  @Test
  void ranksFollowZipfsLaw() {
    Zipfian zipfian = new Zipfian(1000);
    RandomGenerator random = Randomness.seeded(1);
    int[] counts = new int[1000];
    for (int i = 0; i < DRAWS; i++) {
      counts[(int) zipfian.rank(random)]++;
    }

    double zeta = 0;
    for (int rank = 1; rank <= 1000; rank++) {
      zeta += Math.pow(rank, -0.99);
    }
    // The method draws the first two ranks exactly and approximates the others.
    assertThat(counts[0] / (double) DRAWS).isCloseTo(1 / zeta, Percentage.withPercentage(5));
    assertThat(counts[1] / (double) DRAWS)
        .isCloseTo(Math.pow(2, -0.99) / zeta, Percentage.withPercentage(5));
    assertThat(counts[0]).isGreaterThan(counts[9]);
    assertThat(counts[9]).isGreaterThan(counts[500]);
  }

  @Test
  void scatteringKeepsThePopularityButNotTheOrder() {
    Zipfian zipfian = new Zipfian(1000);
    RandomGenerator random = Randomness.seeded(1);
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      counts.merge(zipfian.scrambled(random), 1, Integer::sum);
    }

    Map.Entry<Long, Integer> hottest =
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    assertThat(hottest.getKey()).isNotZero().isBetween(1L, 999L);
    assertThat(hottest.getValue()).isGreaterThan(DRAWS / 20);
  }

  @Test
  void oneItemIsAlwaysTheFirst() {
    assertThat(new Zipfian(1).rank(Randomness.seeded(1))).isZero();
    assertThat(new Zipfian(2).rank(Randomness.seeded(1))).isBetween(0L, 1L);
  }

  @Test
  void keysSortAsTheirNumbers() {
    assertThat(new String(Records.key(42), StandardCharsets.US_ASCII)).isEqualTo("user00000000042");
    assertThat(Arrays.compare(Records.key(99), Records.key(100))).isNegative();
  }
}
