package io.halcyon.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// `-Dhalcyon.simulation.seeds=N` runs N fresh seeds besides the fixed ones; `-Dhalcyon.seed=S`
/// runs seed S alone and prints its trace if it fails.
class TxnSimulationTest {
  private static final int FIXED = 200;
  private static final int FRESH = 50;

  /// Seeds that once found something: a heartbeat answered by a shard that is not the anchor, one
  /// that overtook a decision in flight, routers that shared locks, victims that kept theirs, keys
  /// that were skipped first and locked then without being noted, and queues that gave what a
  /// victim let go of to the next young one.
  private static final long[] REGRESSIONS = {19, 47, 371, 700, 732, 43136, 47603};

  @Test
  void transactionsAreStrictlySerializableAndHappenOnceUnderFaults() {
    int commits = 0;
    Map<TxnTurn, Integer> turns = new EnumMap<>(TxnTurn.class);
    for (long seed : seeds()) {
      TxnSimulation.Result result = TxnSimulation.run(seed);
      assertThat(result.violation())
          .as(() -> "seed " + seed + " (replay with -Dhalcyon.seed=" + seed + ")\n" + tail(seed))
          .isEmpty();
      commits += result.commits();
      result.turns().forEach((turn, count) -> turns.merge(turn, count, Integer::sum));
    }
    assertThat(commits).as("transactions committed").isPositive();
    if (System.getProperty("halcyon.seed", "").isBlank()) {
      assertThat(turns).as("every turn was taken").containsOnlyKeys(TxnTurn.values());
    }
  }

  @Test
  void theSameSeedGivesTheSameTraceByteForByte() {
    EnumSet<TxnWeakening> none = EnumSet.noneOf(TxnWeakening.class);
    for (long seed = 1; seed <= 5; seed++) {
      String trace = TxnSimulation.run(seed, none, true).trace();
      assertThat(trace).isNotEmpty().isEqualTo(TxnSimulation.run(seed, none, true).trace());
    }
    assertThat(TxnSimulation.run(1, none, true).trace())
        .isNotEqualTo(TxnSimulation.run(2, none, true).trace());
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
    String trace = TxnSimulation.run(seed, EnumSet.noneOf(TxnWeakening.class), true).trace();
    return trace.substring(Math.max(0, trace.length() - 8_000));
  }
}
