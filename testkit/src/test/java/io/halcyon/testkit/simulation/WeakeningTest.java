package io.halcyon.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The simulation notices each clause that is left out, so its silence means something.
class WeakeningTest {
  private static final int SEEDS_MAX = 600;

  @ParameterizedTest
  @EnumSource(
      value = Weakening.class,
      mode = Mode.EXCLUDE,
      names = {"NO_SECOND_ROUND", "ONLY_INTRODUCTIONS"})
  void everyClauseIsThereForAReason(Weakening weakening) {
    Set<Weakening> weakenings = EnumSet.of(weakening);
    long seed = 1;
    while (seed <= SEEDS_MAX && Simulation.run(seed, weakenings, false).violation().isEmpty()) {
      seed++;
    }
    assertThat(seed).as(weakening + " is caught").isLessThanOrEqualTo(SEEDS_MAX);
  }
}
