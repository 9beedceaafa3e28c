package io.halcyon.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.runtime.Randomness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SeededTestTest {
  private static final List<Long> SEEN = Collections.synchronizedList(new ArrayList<>());

  @SeededTest(
      runs = 3,
      regressions = {7, 8})
  void runsTheRegressionsAndThenFreshSeeds(long seed) {
    SEEN.add(seed);
  }

  @AfterAll
  static void everySeedWasRun() {
    if (isReplay()) {
      assertThat(SEEN).hasSize(1);
    } else {
      assertThat(SEEN).hasSize(5).startsWith(7L, 8L).doesNotHaveDuplicates();
    }
  }

  @SeededTest(runs = 2)
  void equalSeedsGiveEqualNumbers(long seed, RandomGenerator random) {
    assertThat(random.nextLong()).isEqualTo(Randomness.seeded(seed).nextLong());
  }

  @Test
  void replaysOnlyTheSeedThatThePropertyNames() throws ReflectiveOperationException {
    assertThat(SeededTestExtension.seeds(annotation(), " -42 ").toArray()).containsExactly(-42);
    assertThat(SeededTestExtension.seeds(annotation(), "").toArray()).hasSize(5);
    assertThat(SeededTestExtension.seeds(annotation(), null).toArray()).hasSize(5);
    assertThatThrownBy(() -> SeededTestExtension.seeds(annotation(), "x"))
        .isInstanceOf(NumberFormatException.class);
  }

  private static SeededTest annotation() throws ReflectiveOperationException {
    return SeededTestTest.class
        .getDeclaredMethod("runsTheRegressionsAndThenFreshSeeds", long.class)
        .getAnnotation(SeededTest.class);
  }

  private static boolean isReplay() {
    return !System.getProperty(SeededTestExtension.SEED_PROPERTY, "").isBlank();
  }
}
