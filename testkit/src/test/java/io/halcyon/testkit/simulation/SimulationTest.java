package io.halcyon.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import java.util.EnumSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// `-Dhalcyon.simulation.seeds=N` runs N fresh seeds besides the fixed ones; `-Dhalcyon.seed=S`
/// runs seed S alone and prints its trace if it fails.
class SimulationTest {
  private static final int FIXED = 200;
  private static final int FRESH = 50;

  /// Seeds that once found something: a lost answer to a registration, a declaration that was
  /// proposed in a later term than the one in which it was decided.
  private static final long[] REGRESSIONS = {7, 17, 104, 113, 229, 683, 1382, 2296};

  @Test
  void theRulesHoldUnderFaults() {
    int operations = 0;
    for (long seed : seeds()) {
      Simulation.Result result = Simulation.run(seed);
      assertThat(result.violation())
          .as(() -> "seed " + seed + " (replay with -Dhalcyon.seed=" + seed + ")\n" + tail(seed))
          .isEmpty();
      operations += result.operations();
    }
    assertThat(operations).as("operations finished").isPositive();
  }

  @Test
  void theSameSeedGivesTheSameTraceByteForByte() {
    EnumSet<Weakening> none = EnumSet.noneOf(Weakening.class);
    for (long seed = 1; seed <= 5; seed++) {
      String trace = Simulation.run(seed, none, true).trace();
      assertThat(trace).isNotEmpty().isEqualTo(Simulation.run(seed, none, true).trace());
    }
    assertThat(Simulation.run(1, none, true).trace())
        .isNotEqualTo(Simulation.run(2, none, true).trace());
  }

  @Test
  void tracingDoesNotChangeTheRun() {
    Simulation.Result silent = Simulation.run(3);
    Simulation.Result traced = Simulation.run(3, EnumSet.noneOf(Weakening.class), true);
    assertThat(traced.events()).isEqualTo(silent.events());
    assertThat(traced.operations()).isEqualTo(silent.operations());
  }

  private static long[] seeds() {
    String one = System.getProperty("halcyon.seed", "");
    if (!one.isBlank()) {
      return new long[] {Long.parseLong(one.strip())};
    }
    int fresh = Integer.getInteger("halcyon.simulation.seeds", FRESH);
    LongStream fixed = LongStream.concat(LongStream.of(REGRESSIONS), LongStream.range(1, FIXED));
    return LongStream.concat(fixed, LongStream.generate(Randomness::identity).limit(fresh))
        .toArray();
  }

  private static String tail(long seed) {
    String trace = Simulation.run(seed, EnumSet.noneOf(Weakening.class), true).trace();
    return trace.substring(Math.max(0, trace.length() - 4_000));
  }
}
