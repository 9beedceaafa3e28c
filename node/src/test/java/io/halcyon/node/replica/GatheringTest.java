package io.halcyon.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final long MILLI = 1_000_000;
  private final Gathering gathering = new Gathering(5 * MILLI, 100);

  @Test
  void aLoneWriterNeverWaits() {
    gathering.proposed(1, 0);
    assertThat(gathering.waitNanos(1, 2 * MILLI)).isZero();
  }

  @Test
  void fewWritersDoNotWaitForEachOther() {
    gathering.proposed(4, 0);
    assertThat(gathering.waitNanos(3, 2 * MILLI)).isZero();
  }

  @Test
  void manyWaitForThoseAnsweredJustNowForHalfTheEntrysTime() {
    gathering.proposed(20, 0);
    assertThat(gathering.waitNanos(20, 4 * MILLI)).isEqualTo(2 * MILLI);
    assertThat(gathering.waitNanos(30, 5 * MILLI)).isEqualTo(MILLI);
    assertThat(gathering.waitNanos(35, 5 * MILLI)).isZero();
  }

  @Test
  void theWaitEndsWhoeverIsMissing() {
    gathering.proposed(20, 0);
    assertThat(gathering.waitNanos(20, 4 * MILLI)).isPositive();
    assertThat(gathering.waitNanos(20, 6 * MILLI)).isZero();
  }

  @Test
  void theWaitIsBoundedHoweverSlowTheDisk() {
    gathering.proposed(20, 0);
    assertThat(gathering.waitNanos(20, 1_000 * MILLI)).isEqualTo(5 * MILLI);
  }

  @Test
  void aFullEntryNeverWaits() {
    gathering.proposed(100, 0);
    assertThat(gathering.waitNanos(100, 4 * MILLI)).isZero();
  }
}
