package io.halcyon.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The simulation notices each clause of the transaction protocol that is left out, so its silence
/// means something.
class TxnWeakeningTest {
  private static final int SEEDS_MAX = 600;

  /// Seeds that noticed the rarer ones when last looked at: tried first, to save time.
  private static final long[] TELLING = {1, 2};

  @ParameterizedTest
  @EnumSource(
      value = TxnWeakening.class,
      mode = Mode.EXCLUDE,
      names = {"ABANDON_WITHOUT_RECORD"})
  void everyClauseIsThereForAReason(TxnWeakening weakening) {
    Set<TxnWeakening> weakenings = EnumSet.of(weakening);
    boolean caught =
        LongStream.concat(LongStream.of(TELLING), LongStream.rangeClosed(1, SEEDS_MAX))
            .anyMatch(seed -> TxnSimulation.run(seed, weakenings, false).violation().isPresent());
    assertThat(caught).as(weakening + " is caught").isTrue();
  }
}
